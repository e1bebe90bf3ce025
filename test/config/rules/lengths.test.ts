import { describe, expect, it } from "vitest";
import { CLEAN, outcome } from "../configs/change.ts";

const LONG = `/${"é".repeat(2048)}`;

describe("lengths", () => {
  it.each<[string, object]>([
    ["/root/path", { "/root/path": LONG }],
    ["/process/cwd", { "/process/cwd": LONG }],
    ["/process/args/0", { "/process/args": [LONG, LONG] }],
    ["/mounts/0/destination", { "/mounts/0/destination": LONG }],
    ["/mounts/0/source", { "/mounts/0": { destination: "/x", source: LONG, options: ["bind"] } }],
    ["/mounts/0/source", { "/mounts/0/source": LONG }],
    ["/hooks/poststop/0/path", { "/hooks/poststop": [{ path: LONG }] }],
    ["/linux/namespaces/0/path", { "/linux/namespaces/0/path": LONG }],
    ["/linux/devices/0/path", { "/linux/devices": [{ type: "p", path: LONG }] }],
    ["/linux/maskedPaths/1", { "/linux/maskedPaths": ["/x", LONG] }],
    ["/linux/readonlyPaths/0", { "/linux/readonlyPaths": [LONG] }],
  ])("refuses a path of 4097 bytes at %s", (place, changes) => {
    expect(outcome({ ...changes })).toEqual({ problems: [`${place} is too long`], warnings: [] });
  });

  it("accepts a path of 4095 bytes", () => {
    expect(outcome({ "/process/cwd": LONG.slice(0, -1) })).toEqual(CLEAN);
  });
});
