import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { freeze, isFreezing, thawTree } from "../../../src/host/cgroup/freezer.ts";
import { cgroupWith } from "../stats/samples.ts";

const text = (file: string): string => readFileSync(file, "utf8");

describe("freeze", () => {
  it("v2: waits for cgroup.events, whatever cgroup.freeze says", () => {
    const dir = cgroupWith({ "cgroup.freeze": "0", "cgroup.events": "populated 1\nfrozen 1\n" });
    freeze(dir, 20);
    expect(text(`${dir}/cgroup.freeze`)).toBe("1");
  });

  it("v2: what does not stand still in time is thawed again, and an error", () => {
    const dir = cgroupWith({ "cgroup.freeze": "0", "cgroup.events": "populated 1\nfrozen 0\n" });
    expect(() => freeze(dir, 20)).toThrow("unable to freeze");
    expect(text(`${dir}/cgroup.freeze`)).toBe("0");
  });

  it("v1: freezer.state tells", () => {
    const dir = cgroupWith({ "freezer.state": "THAWED" });
    freeze(dir, 20);
    expect(text(`${dir}/freezer.state`)).toBe("FROZEN");
  });

  it("throws where there is no freezer", () => {
    expect(() => freeze(cgroupWith({}), 20)).toThrow("ENOENT");
  });
});

describe("thawTree", () => {
  it("reaches every cgroup below", () => {
    const dir = cgroupWith({
      "freezer.state": "FROZEN",
      "inner/freezer.state": "FROZEN",
      "inner/most/freezer.state": "F",
    });
    thawTree(dir);
    for (const below of ["", "/inner", "/inner/most"]) expect(text(`${dir}${below}/freezer.state`)).toBe("THAWED");
  });

  it("does nothing where the cgroup has gone", () => {
    thawTree("/does/not/exist");
  });
});

describe("isFreezing", () => {
  it("goes by what the cgroup itself was told", () => {
    const v1 = cgroupWith({ "freezer.state": "FROZEN", "freezer.self_freezing": "0\n" });
    expect(isFreezing(v1)).toBe(false);
    writeFileSync(`${v1}/freezer.self_freezing`, "1\n");
    expect(isFreezing(v1)).toBe(true);
    const v2 = cgroupWith({ "cgroup.freeze": "1\n" });
    mkdirSync(`${v2}/x`);
    expect(isFreezing(v2)).toBe(true);
    expect(isFreezing(`${v2}/x`)).toBe(false);
  });
});
