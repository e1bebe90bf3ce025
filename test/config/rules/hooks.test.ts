import { describe, expect, it } from "vitest";
import { CLEAN, outcome } from "../configs/change.ts";

const EVENTS = ["prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"];

describe("hooks", () => {
  it.each(EVENTS)("refuses a relative path of a %s hook", (event) => {
    expect(outcome({ "/hooks": { [event]: [{ path: "/ok" }, { path: "hook" }] } }).problems).toEqual([
      `/hooks/${event}/1/path is not an absolute path`,
    ]);
  });

  it("accepts all fields", () => {
    expect(outcome({ "/hooks": { poststop: [{ path: "/h", args: ["h", "x"], env: ["A=1"], timeout: 1 }] } })).toEqual(
      CLEAN,
    );
  });
});
