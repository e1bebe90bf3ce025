import { describe, expect, it } from "vitest";
import { buildPlan } from "../../../src/plan/build.ts";
import { buildRestorePlan } from "../../../src/plan/restore.ts";
import type { ContainerPlan, InitOp, InitStep, Step } from "../../../src/plan/steps.ts";
import { wireDigest } from "../../../src/plan/wire/digest.ts";
import { encode } from "../../../src/plan/wire/encode.ts";
import { WIRE_DIGEST } from "../../../src/plan/wire/generated/digest.ts";
import { segments } from "../../../src/plan/wire/segments.ts";
import { WIRE_OPS } from "../../../src/plan/wire/table.ts";
import { everything } from "../fixtures/everything.ts";
import { execPlanOf } from "../fixtures/exec.ts";
import { HYBRID, ORDINARY, REQUEST, V1 } from "../fixtures/facts.ts";
import { RESTORE } from "../fixtures/restore.ts";
import { joining, mapped, resolved, rootless, terminal, withNamespaces } from "../fixtures/specs.ts";
import { decode, type WireRecord } from "./decoder.ts";

const LATE = { seccomp: new Uint8Array([6, 0, 0, 0, 0, 0, 255, 127]), callerEnv: ["CALLER=yes"] };

function planOf(spec: Parameters<typeof resolved>[0], facts = HYBRID, noPivot = false): ContainerPlan {
  return buildPlan(resolved(spec), facts, { ...REQUEST, consoleSocket: "/run/console.sock", noPivot });
}

function recordsOf(steps: readonly Step[]): readonly WireRecord[] {
  return decode(encode(steps, LATE)).records;
}

function onWire(step: InitStep): WireRecord | undefined {
  return recordsOf([step])[0];
}

const PLANS = {
  everything: planOf(everything(), V1),
  mapped: planOf(mapped()),
  lent: planOf({
    ...joining(),
    mounts: [{ destination: "/m", source: "/s", options: ["bind", "idmap"] }],
    linux: { namespaces: [{ type: "mount" }, { type: "user", path: "/run/user-namespace" }] },
  }),
  joining: planOf(joining()),
  terminal: planOf(terminal()),
  rootless: planOf(rootless(), ORDINARY),
  ramfs: planOf(mapped(), HYBRID, true),
  restored: buildRestorePlan(resolved(joining()), HYBRID, { request: REQUEST, restore: RESTORE }),
};
const EXECS = {
  exec: execPlanOf(),
  labelled: execPlanOf({ spec: everything(), host: V1, process: { terminal: true } }),
  inRuntimesNamespaces: execPlanOf({ spec: withNamespaces(everything(), []), host: V1 }),
};

describe("the wire table", () => {
  it("has its digest written down by the build", () => {
    expect(WIRE_DIGEST.toString(16)).toBe(wireDigest().toString(16));
  });

  it("numbers every op differently", () => {
    const codes = Object.values(WIRE_OPS).map((op) => op.code);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it("has every op and every field that plans use", () => {
    // `at`, `op` and `from` stay with the host; ifFails is the host's too: in init every failed hook is one
    const own = new Set(["at", "op", "from", "ifFails"]);
    const seen = new Set<InitOp>();
    const steps = [
      ...Object.values(PLANS).flatMap(({ create }) => create),
      ...Object.values(EXECS).flatMap((p) => p.steps),
    ];
    for (const step of steps) {
      if (step.at !== "init") continue;
      seen.add(step.op);
      const fields = Object.keys(step).filter((key) => !own.has(key));
      expect(fields.sort(), step.op).toEqual(Object.keys(WIRE_OPS[step.op].fields).sort());
    }
    const unused = Object.keys(WIRE_OPS).filter((op) => op !== "sync" && !seen.has(op as InitOp));
    expect(unused).toEqual([]);
  });
});

describe("encode", () => {
  it.each(Object.entries(PLANS))("brings over every init step of %s, in order", (_, { create }) => {
    const { magic, digest, records } = decode(encode(create, LATE));
    expect(magic).toBe("csn1");
    expect(digest).toBe(wireDigest());
    const steps = records.filter((record) => record.op !== "sync");
    const expected = create.flatMap((step, index) => (step.at === "init" ? [{ op: step.op, step: index }] : []));
    expect(steps.map(({ op, step }) => ({ op, step }))).toEqual(expected);
  });

  it.each(Object.entries(PLANS))("puts a barrier at each flip to the host of %s, none after exec", (_, { create }) => {
    const records = recordsOf(create);
    const last = create.findLastIndex((step) => step.at === "init");
    const flips = segments(create).filter((part) => part.at === "host" && part.start > 0 && part.start < last);
    expect(records.filter((record) => record.op === "sync").map((record) => record.step)).toEqual(
      flips.map((part) => part.start),
    );
    expect(records[0]?.op).not.toBe("sync");
    expect(records.at(-1)?.op).toBe("exec");
  });

  it("passes plain fields as they are", () => {
    const { create } = PLANS.everything;
    for (const { op, step, fields } of recordsOf(create)) {
      const original = create[step];
      if (op === "sync" || original === undefined) continue;
      for (const [name, value] of Object.entries(fields)) {
        const given: unknown = Reflect.get(original, name);
        if (given === undefined || typeof given !== typeof value || name === "program") continue;
        const same = typeof value === "bigint" || Array.isArray(value) || typeof value !== "object";
        if (same) expect(value, `${op} ${name}`).toEqual(given);
      }
    }
  });

  it("turns names into the kernel's numbers", () => {
    const step = { at: "init", from: "x" } as const;
    expect(onWire({ ...step, op: "ns.unshare", types: ["cgroup", "user"] })?.fields.types).toBe(0x12000000);
    expect(onWire({ ...step, op: "ns.join", slot: 3, type: "network" })?.fields).toEqual({ slot: 3, type: 0x40000000 });
    const node = { path: "/dev/null", major: 1, minor: 3 } as const;
    expect(onWire({ ...step, op: "device.bind", type: "c", ...node })?.fields.type).toBe(0x63);
    const none = { attrSet: 0, attrClear: 0, propagation: 0, propagationRecursive: false };
    const tree = { treeSet: 0, treeClear: 0 };
    const bind = { ...step, op: "mount.bind", source: "/a", target: "/b", recursive: true, ...none, ...tree } as const;
    expect(onWire({ ...bind, ifMissing: "skip" })?.fields.ifMissing).toBe(true);
    expect(onWire({ ...bind, ifMissing: "fail" })?.fields.ifMissing).toBe(false);
    const fs = {
      ...step,
      op: "mount.fs",
      type: "sysfs",
      source: "sysfs",
      target: "/sys",
      call: "fsconfig",
      flags: 0,
      options: [],
      copyUp: "nothing",
      ...none,
    } as const;
    expect(onWire({ ...fs, ifDenied: "bind-host" })?.fields.ifDenied).toBe(true);
    expect(onWire({ ...fs, ifDenied: "fail" })?.fields.ifDenied).toBe(false);
    const copied = (copyUp: "nothing" | "all" | "all-but-devices") =>
      onWire({ ...fs, copyUp, ifDenied: "fail" })?.fields.copyUp;
    expect([copied("nothing"), copied("all"), copied("all-but-devices")]).toEqual([0, 1, 2]);
  });

  it("puts security contexts in quotes for mount(2), which would end them at a comma", () => {
    const none = { attrSet: 0, attrClear: 0, propagation: 0, propagationRecursive: false };
    const fields = (call: "fsconfig" | "mount", ...options: string[]) => {
      const paths = { type: "tmpfs", source: "tmpfs", target: "/t" };
      const rest = { flags: 0, copyUp: "nothing", ifDenied: "fail" } as const;
      return onWire({ at: "init", from: "x", op: "mount.fs", call, ...paths, options, ...rest, ...none })?.fields;
    };
    const options = ["context=a:s0:c1,c2", "rootcontext=b", "size=1k"];
    expect(fields("fsconfig", ...options)).toMatchObject({ call: false, options });
    expect(fields("mount", ...options)).toMatchObject({
      call: true,
      options: ['context="a:s0:c1,c2"', ...options.slice(1)],
    });
  });

  it("keeps 64 bits", () => {
    const limit = {
      at: "init",
      op: "rlimit.set",
      from: "x",
      resource: 6,
      soft: 2n ** 53n + 1n,
      hard: 2n ** 64n - 1n,
    } as const;
    expect(onWire(limit)?.fields).toEqual({ resource: 6, soft: 2n ** 53n + 1n, hard: 2n ** 64n - 1n });
  });

  it("gives hooks without an environment the caller's", () => {
    const hooks = recordsOf(PLANS.everything.create).filter((record) => record.op === "hook.run");
    expect(hooks.map((record) => record.fields.env)).toEqual([["CALLER=yes"], ["CALLER=yes"]]);
  });

  it("puts the compiled filter into seccomp.load, and fails without one", () => {
    const load = recordsOf(PLANS.everything.create).find((record) => record.op === "seccomp.load");
    expect(load?.fields.program).toEqual(LATE.seccomp);
    expect(() => encode(PLANS.everything.create, { ...LATE, seccomp: undefined })).toThrow("program of seccomp.load");
  });

  it("refuses what the wire would cut short or wrap around", () => {
    const step = { at: "init", from: "x" } as const;
    expect(() => onWire({ ...step, op: "hostname.set", name: "a\0b" })).toThrow("NUL");
    expect(() => onWire({ ...step, op: "umask.set", mask: -1 })).toThrow("mask of umask.set has no u32 form: -1");
    expect(() => onWire({ ...step, op: "stdio.own", uid: 2 ** 32 })).toThrow("uid of stdio.own");
    const none = { effective: 0n, permitted: 0n, inheritable: 0n };
    expect(() => onWire({ ...step, op: "capabilities.set", ...none, ambient: 2n ** 64n })).toThrow("ambient");
  });

  it("takes text of any length and any script", () => {
    const name = `${"ä€😀".repeat(40_000)}end`;
    expect(onWire({ at: "init", op: "hostname.set", from: "x", name })?.fields.name).toBe(name);
  });
});
