import { describe, expect, it } from "vitest";
import { resolve } from "../../../src/config/resolve.ts";
import { type Changes, validSpec } from "../configs/change.ts";

const resolved = (changes: Changes) => resolve(validSpec(changes), { bundle: "/bundle" });
const FUSE = { type: "c", path: "/dev//fuse", major: 10, minor: 229 };

describe("resolve devices", () => {
  it("gives the default ones", () => {
    const { devices, links } = resolved({});
    expect(devices.map(({ path, type, major, minor, mode }) => [path, type, major, minor, mode])).toEqual([
      ["/dev/null", "c", 1, 3, 0o666],
      ["/dev/zero", "c", 1, 5, 0o666],
      ["/dev/full", "c", 1, 7, 0o666],
      ["/dev/random", "c", 1, 8, 0o666],
      ["/dev/urandom", "c", 1, 9, 0o666],
      ["/dev/tty", "c", 5, 0, 0o666],
    ]);
    expect(new Set(devices.map(({ from }) => from))).toEqual(new Set(["default:devices"]));
    expect(links.map(({ path, target }) => `${path} ${target}`)).toEqual([
      "/dev/ptmx pts/ptmx",
      "/dev/fd /proc/self/fd",
      "/dev/stdin /proc/self/fd/0",
      "/dev/stdout /proc/self/fd/1",
      "/dev/stderr /proc/self/fd/2",
      "/dev/core /proc/kcore",
    ]);
  });

  it("adds configured ones, with permission bits only", () => {
    const { devices } = resolved({
      "/linux/devices": [
        { ...FUSE, fileMode: 0o20640, uid: 1, gid: 2 },
        { type: "p", path: "/p" },
      ],
    });
    expect(devices.slice(6)).toEqual([
      { path: "/dev/fuse", type: "c", major: 10, minor: 229, mode: 0o640, uid: 1, gid: 2, from: "/linux/devices/0" },
      { path: "/p", type: "p", major: 0, minor: 0, mode: 0o666, uid: 0, gid: 0, from: "/linux/devices/1" },
    ]);
  });

  it("replaces a default one, and takes one that is listed twice once", () => {
    const tty = { ...FUSE, path: "/dev/tty" };
    const { devices } = resolved({ "/linux/devices": [tty, tty] });
    expect(devices.filter(({ path }) => path === "/dev/tty").map(({ from }) => from)).toEqual(["/linux/devices/0"]);
    expect(devices).toHaveLength(6);
  });

  it.each(["/dev", "dev/", "/x/../dev"])("makes nothing in a /dev that is bound from %s", (destination) => {
    const mounts = [{ destination, source: "/dev", options: ["rbind"] }];
    expect(resolved({ "/mounts": mounts, "/linux/devices": [FUSE] })).toMatchObject({ devices: [], links: [] });
  });
});
