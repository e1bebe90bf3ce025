import { beforeAll, describe, expect, it } from "vitest";
import type { Step } from "../../src/plan/steps.ts";
import { encode } from "../../src/plan/wire/encode.ts";
import { answersFor, buildDriver, cannotBuild } from "./native-program.ts";
import { mutate, randomNumbers } from "./random.ts";

const from = "default:test";
const attributes = { attrSet: 0x100000002, attrClear: 0x70, propagation: 1 << 18, propagationRecursive: true };
const steps: readonly Step[] = [
  { at: "init", op: "session.create", from },
  {
    ...{ at: "init", op: "mount.fs", from, type: "tmpfs", source: "", target: "/ü", ifDenied: "bind-host" },
    ...{ call: "mount", flags: 0x10, options: ["mode=755", "", "size=1k"], copyUp: "all", ...attributes },
  },
  { at: "host", op: "state.created", from },
  { at: "init", op: "gate.wait", from },
  { at: "init", op: "rlimit.set", from, resource: 7, soft: 1n << 53n, hard: (1n << 64n) - 1n },
  { at: "init", op: "credentials.set", from, uid: 0xfffffffe, gid: 2, groups: [3, 0xffffffff], setGroups: false },
  { at: "init", op: "seccomp.load", from, flags: 2, program: new Uint8Array() },
  { at: "init", op: "exec", from, args: ["sh", "-c", ""], env: [] },
] as readonly Step[];
const late = { seccomp: new Uint8Array([1, 2, 250]), callerEnv: [] };
const good = encode(steps, late);

/** A plan of the records given, with the header of a good one. */
function planOf(count: number, ...records: readonly Buffer[]): Buffer {
  const header = Buffer.from(good.subarray(0, 12));
  header.writeUInt32LE(count, 8);
  return Buffer.concat([header, ...records]);
}

function record(opcode: number, payload: readonly number[], { zero = 0, size = payload.length } = {}): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16LE(opcode, 0);
  head.writeUInt16LE(zero, 2);
  head.writeUInt32LE(size, 8);
  return Buffer.concat([head, Buffer.from(payload)]);
}

const HOSTNAME = 10;
const EXEC = 42;
const SESSION = 7;

describe.skipIf(cannotBuild)("the plan's decoder", () => {
  let driver = "";
  beforeAll(() => {
    driver = buildDriver("decode", ["addon/init/plan.cc"]);
  }, 120_000);

  it("reads what the encoder writes, every type of field", () => {
    expect(answersFor(driver, [good])[0]?.split(" | ")).toEqual([
      "good",
      "0: #7",
      "1: mount.fs <tmpfs> <> </ü> 1 10 [<mode=755><><size=1k>] 1 100000002 70 40000 1",
      "2: #1",
      "3: #32",
      "4: rlimit.set 7 9007199254740992 18446744073709551615",
      "5: credentials.set 4294967294 2 (3)(4294967295) 0",
      "6: seccomp.load 2 3/253",
      "7: exec [<sh><-c><>][]",
    ]);
  });

  it("takes a plan without records", () => {
    expect(answersFor(driver, [planOf(0)])).toEqual(["good"]);
  });

  it.each([
    ["nothing", Buffer.alloc(0), "not a plan"],
    ["half a header", Buffer.from(good.subarray(0, 11)), "not a plan"],
    ["another magic", Buffer.from([0, ...good.subarray(1)]), "not a plan"],
    ["another digest", Buffer.from([...good.subarray(0, 4), 0, ...good.subarray(5)]), /another build/],
    ["fewer records than promised", planOf(2, record(SESSION, [])), /malformed/],
    ["more records than promised", planOf(0, record(SESSION, [])), /malformed/],
    ["an unknown op", planOf(1, record(9999, [])), /malformed/],
    ["op 0", planOf(1, record(0, [])), /malformed/],
    ["the reserved field in use", planOf(1, record(SESSION, [], { zero: 1 })), /malformed/],
    ["a payload that is too long", planOf(1, record(SESSION, [0])), /malformed/],
    ["a payload that is too short", planOf(1, record(HOSTNAME, [1, 0, 0, 0])), /malformed/],
    ["a payload beyond the end", planOf(1, record(SESSION, [], { size: 1 })), /malformed/],
    ["a payload of 4 GiB", planOf(1, record(SESSION, [], { size: 0xffffffff })), /malformed/],
    ["a string without its NUL", planOf(1, record(HOSTNAME, [1, 0, 0, 0, 65, 66])), /malformed/],
    ["a string with a NUL inside", planOf(1, record(HOSTNAME, [2, 0, 0, 0, 65, 0, 0])), /malformed/],
    ["a string of 4 GiB", planOf(1, record(HOSTNAME, [255, 255, 255, 255, 65, 0])), /malformed/],
    ["a list of 2^32-1", planOf(1, record(EXEC, [255, 255, 255, 255, 0, 0, 0, 0])), /malformed/],
    ["ids of 2^30", planOf(1, record(39, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 64, 0])), /malformed/],
    ["a bool of 2", planOf(1, record(6, [2])), /malformed/],
  ])("rejects %s", (_name, plan, expected) => {
    expect(answersFor(driver, [plan])[0]).toMatch(expected);
  });

  it("rejects every plan that is cut off", () => {
    const cuts = Array.from({ length: good.length }, (_unused, size) => good.subarray(0, size));
    expect(answersFor(driver, cuts).filter((answer) => answer.startsWith("good"))).toEqual([]);
  });

  it("survives 20,000 mutations", () => {
    const random = randomNumbers(0x5eed);
    const plans = Array.from({ length: 20_000 }, () => mutate(good, random));
    const answers = answersFor(driver, plans);
    expect(answers).toHaveLength(plans.length);
    // a test that mutates too much would see nothing but rejections
    expect(answers.filter((answer) => answer.startsWith("good")).length).toBeGreaterThan(100);
    expect(answers.filter((answer) => answer.includes("malformed")).length).toBeGreaterThan(5000);
  }, 60_000);
});
