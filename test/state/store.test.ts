import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RuntimeError } from "../../src/common/errors.ts";
import { checkId } from "../../src/state/id.ts";
import { bootId } from "../../src/state/process.ts";
import type { StateRecord } from "../../src/state/record.ts";
import {
  claim,
  containerDir,
  listIds,
  lockPath,
  readRecord,
  removeAll,
  unclaim,
  writeRecord,
} from "../../src/state/store.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "caisson-store-"));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const record = (id: string): StateRecord => ({
  ociVersion: "1.3.0",
  id,
  bundle: "/b",
  rootfs: "/b/rootfs",
  created: "2026-01-01T00:00:00.000Z",
  annotations: {},
  owner: "root",
  recorded: "creating",
  pid: 0,
  startTime: "",
  bootId: "",
  ownPidNamespace: true,
  cgroups: [],
  freezer: undefined,
  hooks: [],
  gate: 3,
  fromGate: [{ op: "rlimit.set", at: "init", from: "default:nofile", resource: 7, soft: 2n ** 64n - 1n, hard: 1n }],
  teardown: [],
  hasProcess: true,
});

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return error instanceof RuntimeError ? error.code : String(error);
  }
  return "no error";
}

describe("store", () => {
  it("gives an id to the first who claims it", () => {
    claim(root, "a");
    expect(codeOf(() => claim(root, "a"))).toBe("EXISTS");
  });

  it("reads what it wrote, and leaves no temporary file", () => {
    claim(root, "a");
    writeRecord(root, record("a"));
    expect(readRecord(root, "a")).toMatchObject({ id: "a", recorded: "creating", gate: 3 });
    expect(readdirSync(join(root, "a"))).toEqual(["state.json"]);
  });

  it("tells an absent container from an empty directory and from a damaged record", () => {
    expect(codeOf(() => readRecord(root, "none"))).toBe("NOT_FOUND");
    claim(root, "empty");
    expect(readRecord(root, "empty")).toBeUndefined();
    claim(root, "bad");
    writeFileSync(join(root, "bad", "state.json"), "{");
    expect(codeOf(() => readRecord(root, "bad"))).toBe("STATE_DAMAGED");
  });

  it.each(["", "null", "5", "[]", "{}", '{"id":"bad","pid":1}'])("takes %j for no record", (text) => {
    claim(root, "bad");
    writeFileSync(join(root, "bad", "state.json"), text);
    expect(codeOf(() => readRecord(root, "bad"))).toBe("STATE_DAMAGED");
  });

  it("names no cgroup, process group or freezer of an earlier boot", () => {
    const left = { cgroups: ["/c"], freezer: "/c", hooks: [{ pid: 7, startTime: "1" }] };
    claim(root, "now");
    writeRecord(root, { ...record("now"), ...left, bootId: bootId() });
    expect(readRecord(root, "now")).toMatchObject(left);
    claim(root, "before");
    writeRecord(root, { ...record("before"), ...left, bootId: "another" });
    expect(readRecord(root, "before")).toMatchObject({ cgroups: [], freezer: undefined, hooks: [] });
  });

  it("gives a claim back, but not what another has put there", () => {
    claim(root, "a");
    unclaim(root, "a");
    unclaim(root, "a");
    expect(listIds(root)).toEqual([]);
    claim(root, "a");
    writeFileSync(lockPath(root, "a"), "");
    unclaim(root, "a");
    expect(readdirSync(join(root, "a"))).toEqual(["lock"]);
  });

  it("deletes no file of a root file system that is still mounted there", () => {
    claim(root, "a");
    mkdirSync(`${containerDir(root, "a")}/rootfs`);
    writeFileSync(`${containerDir(root, "a")}/rootfs/precious`, "");
    expect(() => removeAll(root, "a")).toThrow(/rootfs/);
    expect(existsSync(`${containerDir(root, "a")}/rootfs/precious`)).toBe(true);
  });

  it("lists containers, not its own directories, and removes one whole", () => {
    for (const id of ["b", "a", "@seccomp"]) claim(root, id);
    writeRecord(root, record("b"));
    expect(listIds(root)).toEqual(["a", "b"]);
    removeAll(root, "b");
    removeAll(root, "b");
    expect(listIds(root)).toEqual(["a"]);
    expect(listIds(join(root, "nowhere"))).toEqual([]);
  });
});

describe("checkId", () => {
  it.each(["a", "A-b_c+d.e", "0", "...", "x".repeat(255)])("takes %j", (id) => {
    expect(() => checkId(id)).not.toThrow();
  });

  it.each(["", ".", "..", "a/b", "../x", "a b", "é", "@seccomp", "a\0", "x".repeat(256)])("refuses %j", (id) => {
    expect(codeOf(() => checkId(id))).toBe("INVALID_ID");
  });
});
