import { describe, expect, it } from "vitest";
import { CLEAN, outcome } from "../configs/change.ts";

const withoutUts = { "/linux/namespaces": [{ type: "mount" }] };

describe("host and domain name", () => {
  it.each(["hostname", "domainname"])("refuses a %s without a uts namespace", (field) => {
    expect(outcome({ ...withoutUts, "/hostname": "", [`/${field}`]: "name" }).problems).toEqual([
      `/${field} cannot be set without a uts namespace`,
    ]);
  });

  it("accepts them with one, new or joined, and empty ones without", () => {
    expect(outcome({ "/domainname": "example.org" })).toEqual(CLEAN);
    const joined = [{ type: "mount" }, { type: "uts", path: "/proc/1/ns/uts" }];
    expect(outcome({ "/linux/namespaces": joined, "/domainname": "example.org" })).toEqual(CLEAN);
    expect(outcome({ ...withoutUts, "/hostname": "", "/domainname": "" })).toEqual(CLEAN);
  });

  it("counts bytes", () => {
    expect(outcome({ "/hostname": "h".repeat(64) })).toEqual(CLEAN);
    expect(outcome({ "/hostname": "ü".repeat(32) })).toEqual(CLEAN);
    expect(outcome({ "/hostname": "😀".repeat(16) })).toEqual(CLEAN);
    expect(outcome({ "/hostname": "€".repeat(22) }).problems).toEqual(["/hostname is too long"]);
    expect(outcome({ "/hostname": `${"😀".repeat(16)}h` }).problems).toEqual(["/hostname is too long"]);
    expect(outcome({ "/hostname": "h".repeat(65) }).problems).toEqual(["/hostname is too long"]);
    expect(outcome({ "/hostname": "ü".repeat(33) }).problems).toEqual(["/hostname is too long"]);
  });
});
