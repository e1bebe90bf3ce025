import { describe, expect, it } from "vitest";
import { CLEAN, outcome } from "../configs/change.ts";

const AT = "/linux/netDevices";

function problemsOf(devices: Record<string, unknown>): readonly string[] {
  return outcome({ [AT]: devices }).problems;
}

describe("network devices", () => {
  it("accepts names as the kernel does", () => {
    const devices = { eth0: {}, "wlp3s0.100": { name: "fifteen-letters" }, eth1: { name: "" }, eth2: { name: "ü%d" } };
    expect(outcome({ [AT]: devices })).toEqual(CLEAN);
  });

  it.each(["a/b", "a:b", "a b", "a\tb"])("refuses %j", (name) => {
    const message = "has a character that no name of a network device may have";
    expect(problemsOf({ [name]: {} })).toEqual([`${AT}/${name.replace("/", "~1")} ${message}`]);
    expect(problemsOf({ eth0: { name } })).toEqual([`${AT}/eth0/name ${message}`]);
  });

  it("counts bytes", () => {
    expect(problemsOf({ eth0: { name: "üüüüüüü8" } })).toEqual([]);
    expect(problemsOf({ eth0: { name: "üüüüüüüü" } })).toEqual([
      `${AT}/eth0/name is too long for the name of a network device: at most 15 bytes`,
    ]);
  });

  it.each([".", ".."])("refuses %s, which would be a directory", (name) => {
    expect(problemsOf({ eth0: { name } })).toEqual([`${AT}/eth0/name is not the name of a network device`]);
  });

  it("refuses an empty key", () => {
    expect(problemsOf({ "": {} })).toEqual([`${AT}/ is not the name of a network device`]);
  });

  it.each(["eth%", "eth%s", "%d%d", "eth%%"])("refuses %s as a template", (name) => {
    expect(problemsOf({ eth0: { name } })).toEqual([
      `${AT}/eth0/name has a % that is not part of the one %d of a template`,
    ]);
  });

  it("knows templates for the name in the container only", () => {
    expect(problemsOf({ "eth%d": {} })).toHaveLength(1);
    expect(problemsOf({ eth0: { name: "eth%d" } })).toEqual([]);
  });

  it("refuses two devices under one name, but not of one template", () => {
    expect(problemsOf({ eth0: { name: "eth1" }, eth1: {} })).toEqual([`${AT}/eth1 becomes eth1, and so does "eth0"`]);
    expect(problemsOf({ eth0: { name: "eth1" }, eth1: { name: "eth0" } })).toEqual([]);
    expect(problemsOf({ eth0: { name: "n%d" }, eth1: { name: "n%d" } })).toEqual([]);
  });

  it("needs a network namespace", () => {
    const withoutOne = { "/linux/namespaces": [{ type: "mount" }], "/hostname": "" };
    expect(outcome({ ...withoutOne, [AT]: { eth0: {} } }).problems).toEqual([
      `${AT} needs a network namespace, and /linux/namespaces has none`,
    ]);
    expect(outcome({ ...withoutOne, [AT]: {} })).toEqual(CLEAN);
  });
});
