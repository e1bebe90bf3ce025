import { describe, expect, it } from "vitest";
import { isTooLong, mountCall, mountData } from "../../src/config/mount-data.ts";

const call = (type: string, data: readonly string[], source = type) => mountCall({ type, source, data });

describe("a file system's options", () => {
  it("are its own, after flags of the superblock", () => {
    const options = ["mode=755", "sync", "size=5m", "lazytime", "nosuid", "dirsync", "mand", "iversion", "silent"];
    const flags = ["sync", "lazytime", "dirsync", "mand", "iversion", "silent"];
    expect(mountData(options)).toEqual([...flags, "mode=755", "size=5m"]);
  });

  it("hold the last of contrary flags", () => {
    expect(mountData(["sync", "async", "iversion", "noiversion", "silent", "loud", "mand", "nomand"])).toEqual([]);
    expect(mountData(["nolazytime", "lazytime"])).toEqual(["lazytime"]);
  });

  it("are split at commas, but not within a value", () => {
    expect(mountData(["mode=755,size=5m,"])).toEqual(["mode=755", "size=5m"]);
    expect(mountData(["lowerdir=/a\\,b:/c,upperdir=/d"])).toEqual(["lowerdir=/a\\,b:/c", "upperdir=/d"]);
    expect(mountData(['context="a,b",x'])).toEqual(["context=a,b", "x"]);
    expect(mountData(['rootcontext="a"'])).toEqual(["rootcontext=a"]);
    expect(mountData(['lowerdir="a"'])).toEqual(['lowerdir="a"']);
    expect(mountData([""])).toEqual([]);
  });
});

describe("the call that makes a file system", () => {
  const value = (bytes: number) => "ü".repeat(bytes / 2).padEnd(bytes - Math.floor(bytes / 2), "x");

  it("is fsconfig where nothing speaks against it", () => {
    expect(call("tmpfs", ["sync", "size=1k"])).toEqual({
      call: "fsconfig",
      flags: 0,
      options: ["sync", "size=1k"],
    });
    expect(call("overlay", [`upperdir=${value(255)}`]).call).toBe("fsconfig");
  });

  it("is mount where fsconfig has no word, with all flags as bits", () => {
    expect(call("tmpfs", ["iversion", "ro", "lazytime", "size=1k"])).toEqual({
      call: "mount",
      flags: 0x800000 | 1 | 0x2000000,
      options: ["size=1k"],
    });
    expect(call("tmpfs", ["silent"])).toEqual({ call: "mount", flags: 0x8000, options: [] });
  });

  it("is mount where a value or the source has no room in fsconfig", () => {
    expect(call("overlay", [`upperdir=${value(256)}`]).call).toBe("mount");
    expect(call("ext4", [], `/${value(255)}`).call).toBe("mount");
  });

  it("takes layers one by one where mount has no room for them either", () => {
    const many = Array.from({ length: 1000 }, (_, index) => `/layer/${index}`).join(":");
    const found = call("overlay", [`lowerdir=/a\\:\\\\b:${many}::/data\\,1`, "upperdir=/u"]);
    expect(found.call).toBe("fsconfig");
    expect(found.options.slice(0, 3)).toEqual(["lowerdir+=/a:\\b", "lowerdir+=/layer/0", "lowerdir+=/layer/1"]);
    expect(found.options.slice(-3)).toEqual(["lowerdir+=/layer/999", "datadir+=/data,1", "upperdir=/u"]);
    expect(isTooLong(found)).toBe(false);
  });

  it("takes 4095 bytes at most", () => {
    const layers = (bytes: number) => `lowerdir=${"/l:".repeat(bytes / 3)}/${value(300)}`;
    expect(isTooLong(call("overlay", [layers(300)]))).toBe(false);
    expect(isTooLong(call("overlay", [layers(6000)]))).toBe(true);
    expect(isTooLong(call("9p", [`x=${"y".repeat(4093)}`]))).toBe(false);
    expect(isTooLong(call("9p", [`x=${"y".repeat(4094)}`]))).toBe(true);
  });
});
