import { describe, expect, it } from "vitest";
import { CLEAN, outcome } from "../configs/change.ts";

describe("ociVersion", () => {
  it.each(["1.0.0", "1.3.0", "1.0.2-dev", "1.2.0-rc.1+dev", "1.99.99", "1.1.0+dev", "1.0.0-0.x-y.z"])(
    "accepts %s",
    (version) => {
      expect(outcome({ "/ociVersion": version })).toEqual(CLEAN);
    },
  );

  it.each([
    "",
    "1",
    "1.0",
    "v1.0.0",
    "1.0.0.0",
    "01.0.0",
    "1.0.0-",
    "1.0.0-a..b",
    "1.0.0-01",
    "1.0.0+",
    "1.0.0 ",
    "1.x.0",
    "1.0.0-ä",
  ])("refuses %j as no semantic version", (version) => {
    expect(outcome({ "/ociVersion": version }).problems).toEqual(["/ociVersion is not a semantic version"]);
  });

  it.each(["0.9.0", "2.0.0", "10.0.0"])("refuses %s as unknown", (version) => {
    expect(outcome({ "/ociVersion": version }).problems).toEqual([
      "/ociVersion is a version of the spec that is not known",
    ]);
  });
});
