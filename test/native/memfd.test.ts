import { readFileSync, readlinkSync, writeSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { addon, BUSYBOX, bytesOf, codeOf, temporaryDirectory, textOf } from "./native.ts";

describe("memfd", () => {
  it("holds the data at offset 0 and cannot be written", () => {
    const fd = addon.memfd("test-data", bytesOf("hello"));
    expect(textOf(readFileSync(fd))).toBe("hello");
    expect(codeOf(() => writeSync(fd, "x"))).toBe("EPERM");
    expect(readlinkSync(`/proc/self/fd/${fd}`)).toBe("/memfd:test-data (deleted)");
    addon.close(fd);
  });

  it("is close-on-exec", () => {
    const fd = addon.memfd("test-data", new Uint8Array());
    expect(addon.isInherited(fd)).toBe(false);
    addon.close(fd);
  });
});

describe("sealedCopy", () => {
  it("has the bytes of the file and cannot be written, by any descriptor", () => {
    const fd = addon.sealedCopy(BUSYBOX, "test-copy");
    const path = `/proc/self/fd/${fd}`;
    expect(readFileSync(path).equals(readFileSync(BUSYBOX))).toBe(true);
    expect(codeOf(() => writeSync(fd, "x"))).toBe("EPERM");
    addon.close(fd);
  });

  it("names the system call and the errno", () => {
    const missing = `${temporaryDirectory()}/missing`;
    expect(() => addon.sealedCopy(missing, "x")).toThrow(
      expect.objectContaining({ syscall: "open", errno: 2, code: "ENOENT" }),
    );
  });

  it("refuses a path with a NUL in it", () => {
    expect(codeOf(() => addon.sealedCopy("/bin/busybox\0.txt", "x"))).toBe("EINVAL");
  });
});
