import { describe, expect, it } from "vitest";
import { resctrlMount } from "../../../src/host/resctrl/facts.ts";
import { differing } from "../../../src/host/resctrl/schemata.ts";

/** As the kernel prints it, aligned to the right. */
const PRESENT = "    MB:0=100;1= 70\n    L3:0=7ff;1=01f\nL3CODE:0=f\n";

describe("schemata", () => {
  it.each(["L3:0=7ff;1=1f", "L3:1=1F", "MB:0=100", "L3:1=1f;0=07FF\nMB:1=70", "L3CODE:0=f", ""])("has %j", (wanted) => {
    expect(differing(wanted, PRESENT, 0n)).toBeUndefined();
  });

  it.each([
    ["L3:0=7f0", "L3:0"],
    ["L3:0=7ff;1=1", "L3:1"],
    ["L3:2=1", "L3:2"],
    ["L2:0=f", "L2:0"],
    // decimal: ten is not sixteen
    ["MB:0=64", "MB:0"],
    ["MB:0=none", "MB:0"],
  ])("does not have %j", (wanted, place) => {
    expect(differing(wanted, PRESENT, 0n)).toBe(place);
  });

  it("knows that the kernel rounds bandwidth up, and nothing else", () => {
    expect(differing("MB:1=61", PRESENT, 10n)).toBeUndefined();
    expect(differing("MB:1=60", PRESENT, 10n)).toBe("MB:1");
    expect(differing("MB:1=71", PRESENT, 10n)).toBe("MB:1");
    expect(differing("MB:1=61", PRESENT, 0n)).toBe("MB:1");
    expect(differing("L3CODE:0=e", PRESENT, 10n)).toBe("L3CODE:0");
  });
});

describe("where resctrl is mounted", () => {
  it("is found in mountinfo", () => {
    const line = "36 25 0:31 / /srv/rdt rw,relatime shared:15 - resctrl resctrl rw";
    expect(resctrlMount(`22 1 8:1 / / rw - ext4 /dev/sda rw\n${line}\n`)).toBe("/srv/rdt");
    expect(resctrlMount("22 1 8:1 / / rw - ext4 resctrl rw\n")).toBeUndefined();
  });
});
