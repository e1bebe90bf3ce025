import { describe, expect, it } from "vitest";
import { CLEAN, outcome } from "../configs/change.ts";

const AT = "/linux/timeOffsets";
const namespaces = (...time: object[]) => ({ "/linux/namespaces": [{ type: "mount" }, { type: "uts" }, ...time] });
const NEW = namespaces({ type: "time" });

describe("timeOffsets", () => {
  it("wants a new time namespace", () => {
    const monotonic = { [AT]: { monotonic: { secs: -5 } } };
    expect(outcome({ ...monotonic, ...NEW })).toEqual(CLEAN);
    expect(outcome({ ...monotonic, ...namespaces() }).problems).toEqual([
      `${AT} cannot be set without a time namespace`,
    ]);
    expect(outcome({ ...monotonic, ...namespaces({ type: "time", path: "/run/time" }) }).problems).toEqual([
      `${AT} cannot be set in a time namespace that exists already`,
    ]);
    expect(outcome({ [AT]: {}, ...namespaces() })).toEqual(CLEAN);
  });

  it("refuses other clocks, and what is no offset", () => {
    const problems = (offsets: object) => outcome({ [AT]: offsets, ...NEW }).problems;
    expect(problems({ realtime: { secs: 1 } })).toEqual([`${AT}/realtime is no clock of a time namespace`]);
    expect(problems({ boottime: { nanosecs: 1_000_000_000 } })).toEqual([`${AT}/boottime/nanosecs is too large`]);
    expect(problems({ boottime: { secs: 2n ** 63n } })).toEqual([`${AT}/boottime/secs must be an integer of 64 bits`]);
  });
});
