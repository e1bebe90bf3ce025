import { describe, expect, it } from "vitest";
import { CLEAN, outcome } from "../configs/change.ts";

const AT = "/process/execCPUAffinity";

describe("execCPUAffinity", () => {
  it("takes lists of processors, and empty ones", () => {
    expect(outcome({ [AT]: { initial: "0-3,7", final: "" } })).toEqual(CLEAN);
    expect(outcome({ [AT]: {} })).toEqual(CLEAN);
  });

  it("refuses what is none, each with its place", () => {
    expect(outcome({ [AT]: { initial: ",", final: "1024" } }).problems).toEqual([
      `${AT}/initial is not a list of processors`,
      `${AT}/final is not a list of processors`,
    ]);
  });
});
