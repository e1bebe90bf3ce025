import { describe, expect, it } from "vitest";
import { pageServer, parentPath, statusFd } from "../../src/cli/criu-options.ts";

describe("flags of checkpoint", () => {
  it("--page-server is an address and a port", () => {
    expect(pageServer(undefined)).toBeUndefined();
    expect(pageServer("192.0.2.1:27")).toEqual({ address: "192.0.2.1", port: 27 });
    expect(pageServer("[2001:db8::1]:27")).toEqual({ address: "2001:db8::1", port: 27 });
    for (const wrong of ["host", "host:", ":27", "host:0", "host:65536", "2001:db8::1:27", "host:27x"]) {
      expect(() => pageServer(wrong), wrong).toThrow("--page-server is ADDRESS:PORT");
    }
  });

  it("--status-fd is a number, or -1 for none", () => {
    expect(statusFd(undefined)).toBeUndefined();
    expect(statusFd("-1")).toBeUndefined();
    expect(statusFd("7")).toBe(7);
    expect(() => statusFd("seven")).toThrow("--status-fd");
  });

  it("--parent-path is relative", () => {
    expect(parentPath("../before")).toBe("../before");
    expect(() => parentPath("/before")).toThrow("must be relative");
  });
});
