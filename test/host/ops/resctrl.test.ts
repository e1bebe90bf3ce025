/** Against a directory with resctrl's files: what the kernel makes in a new group, the tests make. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createGroup, joinGroup, removeGroup, writeSchemata } from "../../../src/host/ops/resctrl.ts";
import type { Session } from "../../../src/host/session.ts";
import type { StateRecord } from "../../../src/state/record.ts";

const PID = 4242;
let mount = "";
let record: Partial<StateRecord> = {};

const session = {
  init: { pid: PID, pidfd: -1 },
  record: () => record,
  save: (change: Partial<StateRecord>) => {
    record = { ...record, ...change };
  },
} as unknown as Session;

beforeEach(() => {
  mount = mkdtempSync(`${tmpdir()}/caisson-resctrl-`);
  record = { recorded: "creating" };
  mkdirSync(`${mount}/info/MB`, { recursive: true });
  writeFileSync(`${mount}/info/MB/bandwidth_gran`, "10\n");
});

afterEach(() => rmSync(mount, { recursive: true }));

const dir = () => `${mount}/gold`;
const place = (from: string) => ({ at: "host", from, mount, dir: dir() }) as const;

function create(ifPresent: "use" | "fail", ifMissing: "create" | "fail"): void {
  createGroup({ ...place("/linux/intelRdt/closID"), op: "resctrl.create", ifPresent, ifMissing }, session);
}

function schemata(...lines: string[]): void {
  writeSchemata({ ...place("/linux/intelRdt/schemata/0"), op: "resctrl.schemata", lines, ifShared: "agree" }, session);
}

function remove(ifCreated: "remove" | "keep"): void {
  removeGroup({ at: "host", from: "/linux/intelRdt", op: "resctrl.remove", dir: dir(), ifCreated }, session);
}

const refusal = (errno: string, from: string, text: string) =>
  expect.objectContaining({ code: "STEP_FAILED", errno, from, message: expect.stringContaining(text) });

describe("a group of resctrl", () => {
  it("is made and on record, with all lines in one write", () => {
    create("fail", "create");
    expect(record.resctrl).toEqual([dir()]);
    schemata("L3:0=7f0;1=1f", "MB:0=20");
    expect(readFileSync(`${dir()}/schemata`, "latin1")).toBe("L3:0=7f0;1=1f\nMB:0=20\n");
  });

  it("gets init's pid", () => {
    create("fail", "create");
    joinGroup({ ...place("/linux/intelRdt"), op: "resctrl.join" }, session);
    expect(readFileSync(`${dir()}/tasks`, "latin1")).toBe(String(PID));
  });

  it("of the container's own must be new", () => {
    mkdirSync(dir());
    const error = refusal("EEXIST", "/linux/intelRdt/closID", `create the resctrl group ${dir()}`);
    expect(() => create("fail", "create")).toThrowError(error);
    expect(record.resctrl).toBeUndefined();
  });

  it("that nothing is said of must be there", () => {
    expect(() => create("use", "fail")).toThrowError(refusal("ENOENT", "/linux/intelRdt/closID", "no such class"));
    expect(existsSync(dir())).toBe(false);
  });

  it("that is there is used as it is, where it agrees", () => {
    mkdirSync(dir());
    writeFileSync(`${dir()}/schemata`, "    MB:0= 20;1=100\n    L3:0=07f;1=fff\n");
    create("use", "create");
    schemata("L3:0=7f", "MB:0=11");
    expect(readFileSync(`${dir()}/schemata`, "latin1")).toContain("1=fff");
    expect(record.resctrl).toBeUndefined();
  });

  it("that is there with other schemata is an error, and keeps them", () => {
    mkdirSync(dir());
    writeFileSync(`${dir()}/schemata`, "    L3:0=07f;1=fff\n");
    create("use", "create");
    const error = refusal("EEXIST", "/linux/intelRdt/schemata/0", "another value of L3:1");
    expect(() => schemata("L3:0=7f;1=f")).toThrowError(error);
    expect(readFileSync(`${dir()}/schemata`, "latin1")).toBe("    L3:0=07f;1=fff\n");
  });

  it("is told of in the kernel's own words where it refuses", () => {
    writeFileSync(`${mount}/info/last_cmd_status`, "Mask out of range\n");
    create("fail", "create");
    mkdirSync(`${dir()}/schemata`);
    expect(() => schemata("L3:0=fffff")).toThrowError(
      expect.objectContaining({ code: "EISDIR", detail: "Mask out of range" }),
    );
  });
});

describe("the end of a group", () => {
  it("comes where create made it", () => {
    create("fail", "create");
    record = { ...record, recorded: "running" };
    remove("remove");
    expect(existsSync(dir())).toBe(false);
    // delete may be run again
    remove("remove");
  });

  it("does not come to somebody else's", () => {
    mkdirSync(dir());
    remove("remove");
    expect(existsSync(dir())).toBe(true);
  });

  it("does not come to a class with a name, unless create failed", () => {
    create("use", "create");
    record = { ...record, recorded: "running" };
    remove("keep");
    expect(existsSync(dir())).toBe(true);
    record = { ...record, recorded: "creating" };
    remove("keep");
    expect(existsSync(dir())).toBe(false);
  });
});
