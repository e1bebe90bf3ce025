import { describe, expect, it } from "vitest";
import { CLEAN, outcome } from "../configs/change.ts";

const AT = "/linux/intelRdt";

describe("intelRdt", () => {
  it("accepts classes of service by name, the default one, and none", () => {
    for (const closID of ["gold", "/", "", "a.b-c"]) expect(outcome({ [AT]: { closID } })).toEqual(CLEAN);
    expect(outcome({ [AT]: {} })).toEqual(CLEAN);
  });

  it.each(["a/b", ".", "..", "../x", "//", "info", "mon_groups", "mon_data", "a\nb"])(
    "refuses the class %j",
    (closID) => {
      expect(outcome({ [AT]: { closID } }).problems).toEqual([`${AT}/closID is not the name of a class of service`]);
    },
  );

  it("accepts schemata in all three fields", () => {
    const rdt = { l3CacheSchema: "L3:0=f", memBwSchema: "MB:0=20", schemata: ["L2:0=f", "L3CODE:0=f"] };
    expect(outcome({ [AT]: rdt })).toEqual(CLEAN);
    expect(outcome({ [AT]: { l3CacheSchema: "", memBwSchema: "", schemata: [] } })).toEqual(CLEAN);
  });

  it("refuses what is more than one line", () => {
    const two = "MB:0=20\nL3:0=f";
    const rdt = { l3CacheSchema: `L3:0=f\n${two}`, memBwSchema: two, schemata: ["L2:0=f", two] };
    expect(outcome({ [AT]: rdt }).problems).toEqual([
      `${AT}/l3CacheSchema is more than one line`,
      `${AT}/memBwSchema is more than one line`,
      `${AT}/schemata/1 is more than one line`,
    ]);
  });

  it("wants memory bandwidth where it belongs, and warns of another cache", () => {
    expect(outcome({ [AT]: { memBwSchema: "L3:0=f" } }).problems).toEqual([`${AT}/memBwSchema must start with MB:`]);
    expect(outcome({ [AT]: { l3CacheSchema: "L2:0=f" } })).toEqual({
      problems: [],
      warnings: [`${AT}/l3CacheSchema should start with L3:`],
    });
  });
});
