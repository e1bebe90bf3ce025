import { describe, expect, it } from "vitest";
import { CLEAN, outcome } from "../configs/change.ts";

describe("device rules", () => {
  it.each([undefined, "", "x", "rwx"])("refuses access %j of a device rule", (access) => {
    expect(outcome({ "/linux/resources/devices": [{ allow: true, access }] }).problems).toEqual([
      "/linux/resources/devices/0/access says no kind of access",
    ]);
  });

  it.each(["r", "rw", "rwm", "mwr"])("accepts access %s", (access) => {
    expect(outcome({ "/linux/resources/devices": [{ allow: true, type: "b", major: -1, minor: -1, access }] })).toEqual(
      CLEAN,
    );
  });

  it.each(["major", "minor"])("refuses a %s number that is any device to the kernel, or none", (field) => {
    const rule = (number: number) => ({ "/linux/resources/devices": [{ allow: true, access: "r", [field]: number }] });
    for (const number of [-2, 2 ** 32 - 1, 2 ** 32])
      expect(outcome(rule(number)).problems).toEqual([`/linux/resources/devices/0/${field} is no device number`]);
    for (const number of [-1, 0, 2 ** 32 - 2]) expect(outcome(rule(number))).toEqual(CLEAN);
  });
});
