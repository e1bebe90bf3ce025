import { describe, expect, it } from "vitest";
import { type Changes, CLEAN, outcome } from "../configs/change.ts";

const devices = (...list: object[]): Changes => ({ "/linux/devices": list });
const FUSE = { type: "c", path: "/dev/fuse", major: 10, minor: 229 };

describe("devices", () => {
  it("accepts all types", () => {
    expect(
      outcome(
        devices(
          FUSE,
          { ...FUSE, type: "u", path: "/dev/a" },
          { ...FUSE, type: "b", path: "/dev/b" },
          { type: "p", path: "/dev/p" },
        ),
      ),
    ).toEqual(CLEAN);
  });

  it("refuses a relative path", () => {
    expect(outcome(devices({ ...FUSE, path: "dev/fuse" })).problems).toEqual([
      "/linux/devices/0/path is not an absolute path",
    ]);
  });

  it("refuses a device without numbers", () => {
    expect(outcome(devices({ type: "b", path: "/dev/b" })).problems).toEqual([
      "/linux/devices/0/major is required for a device of type b, but missing",
      "/linux/devices/0/minor is required for a device of type b, but missing",
    ]);
  });

  it("refuses another device at the same path, and warns of the same one", () => {
    expect(outcome(devices(FUSE, { ...FUSE, path: "/dev//./fuse", minor: 1 })).problems).toEqual([
      "/linux/devices/1/path is the path of another device already",
    ]);
    expect(outcome(devices(FUSE, FUSE))).toEqual({
      problems: [],
      warnings: ["/linux/devices/1 is a device that is listed already"],
    });
  });
});
