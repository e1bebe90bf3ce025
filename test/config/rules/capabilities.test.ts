import { describe, expect, it } from "vitest";
import { CLEAN, outcome } from "../configs/change.ts";

describe("capabilities", () => {
  it("warns of unknown ones, with what was meant", () => {
    expect(outcome({ "/process/capabilities/bounding": ["CAP_KILL", "KILL", "CAP_NET_ADMN"] })).toEqual({
      problems: [],
      warnings: [
        "/process/capabilities/bounding/1 is not a known capability and is left out",
        "/process/capabilities/bounding/2 is not a known capability and is left out",
      ],
    });
  });

  it("warns of those named twice", () => {
    expect(outcome({ "/process/capabilities/bounding": ["CAP_KILL", "CAP_KILL"] })).toEqual({
      problems: [],
      warnings: ["/process/capabilities/bounding/1 is named twice"],
    });
  });

  it("refuses effective ones that are not permitted", () => {
    const changes = { "/process/capabilities": { permitted: ["CAP_KILL"], effective: ["CAP_KILL", "CAP_CHOWN"] } };
    expect(outcome(changes).problems).toEqual(["/process/capabilities/effective/1 is effective but not permitted"]);
    expect(outcome({ "/process/capabilities": { permitted: ["CAP_KILL"], effective: ["CAP_KILL"] } })).toEqual(CLEAN);
  });

  it("does not conclude anything from a set that is wrong itself", () => {
    const changes = { "/process/capabilities": { permitted: [7], effective: ["CAP_KILL"] } };
    expect(outcome(changes).problems).toEqual(["/process/capabilities/permitted/0 must be a string"]);
  });
});
