import { describe, expect, it } from "vitest";
import { type Changes, CLEAN, outcome } from "../configs/change.ts";

const memory = (fields: object): Changes => ({ "/linux/resources/memory": fields });

describe("resources", () => {
  it("refuses negative sizes but -1", () => {
    expect(outcome(memory({ limit: -2, reservation: -3, swap: -4 })).problems).toEqual([
      "/linux/resources/memory/limit is negative",
      "/linux/resources/memory/reservation is negative",
      "/linux/resources/memory/swap is negative",
    ]);
    expect(outcome(memory({ limit: -1, reservation: -1, swap: -1 }))).toEqual(CLEAN);
  });

  it("refuses swap below the limit, as it counts both", () => {
    expect(outcome(memory({ limit: 2, swap: 1 })).problems).toEqual([
      "/linux/resources/memory/swap counts memory and swap together, and so must not be below the limit",
    ]);
    expect(outcome(memory({ limit: 9223372036854775807n, swap: 9007199254740993n })).problems).toHaveLength(1);
    for (const swap of [2, 3, -1, 0, 9223372036854775807n]) expect(outcome(memory({ limit: 2, swap }))).toEqual(CLEAN);
  });

  it("refuses a swappiness above 100, but for the one that asks for nothing", () => {
    expect(outcome(memory({ swappiness: 101 })).problems).toEqual(["/linux/resources/memory/swappiness is too large"]);
    for (const swappiness of [0, 100, 18446744073709551615n]) expect(outcome(memory({ swappiness }))).toEqual(CLEAN);
  });

  it("warns that the hierarchy cannot be switched off", () => {
    expect(outcome(memory({ useHierarchy: false })).warnings).toHaveLength(1);
    expect(outcome(memory({ useHierarchy: true }))).toEqual(CLEAN);
  });

  it.each(["cpus", "mems"])("checks the list of %s", (field) => {
    for (const list of ["", "0", "0-3,7", "0-1\n"])
      expect(outcome({ "/linux/resources/cpu": { [field]: list } })).toEqual(CLEAN);
    for (const list of ["a", "0-", "0,,1", "-1"]) {
      expect(outcome({ "/linux/resources/cpu": { [field]: list } }).problems).toEqual([
        `/linux/resources/cpu/${field} is not a list of numbers and ranges`,
      ]);
    }
  });
});
