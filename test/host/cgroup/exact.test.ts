/**
 * 64-bit numbers from the text of config.json to what is written: read, validated, resolved, planned and executed, on
 * directories that stand for cgroups. Each is written to the last bit, turned into `max`, or refused at its place.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { RuntimeError } from "../../../src/common/errors.ts";
import { configError } from "../../../src/config/problem.ts";
import { read } from "../../../src/config/read.ts";
import { resolve } from "../../../src/config/resolve.ts";
import { validate } from "../../../src/config/validate.ts";
import { writeCgroup } from "../../../src/host/cgroup/write.ts";
import type { Session } from "../../../src/host/session.ts";
import { buildPlan } from "../../../src/plan/build.ts";
import type { Facts } from "../../../src/plan/facts.ts";
import { changed } from "../../config/configs/change.ts";
import { REQUEST, V1, V2 } from "../../plan/fixtures/facts.ts";

const top = mkdtempSync(join(tmpdir(), "caisson-exact-"));
afterAll(() => rmSync(top, { recursive: true }));

const NUMBERS = [0n, 1n, -1n, 2n ** 53n - 1n, 2n ** 53n + 1n, 2n ** 63n - 1n, 2n ** 64n - 1n];
const SIGNED_END = 2n ** 63n;

/** What stands for the number in the text of linux.resources. */
const HERE = "$";

/** What one version does with a number: what it writes to a file, nothing (the field is unset), or its refusal. */
type Verdict = (number: bigint) => string | undefined;

interface Case {
  readonly field: string;
  readonly resources: string;
  readonly signed: boolean;
  /** Numbers that the rules refuse although the type holds them. */
  readonly refused?: (number: bigint) => boolean;
  readonly v1?: readonly [file: string, verdict: Verdict];
  readonly v2?: readonly [file: string, verdict: Verdict];
}

const same: Verdict = (number) => String(number);
const unsetBy0: Verdict = (number) => (number === 0n ? undefined : String(number));
const maxBelow0: Verdict = (number) => (number < 0n ? "max" : String(number));
const maxOrUnset: Verdict = (number) => (number === 0n ? undefined : maxBelow0(number));
const after =
  (prefix: string, verdict: Verdict): Verdict =>
  (number) => {
    const value = verdict(number);
    return value === undefined ? undefined : `${prefix}${value}`;
  };

const throttles = [
  ["throttleReadBpsDevice", "read_bps", "rbps"],
  ["throttleWriteBpsDevice", "write_bps", "wbps"],
  ["throttleReadIOPSDevice", "read_iops", "riops"],
  ["throttleWriteIOPSDevice", "write_iops", "wiops"],
] as const;

const CASES: readonly Case[] = [
  {
    field: "memory.limit",
    resources: '{"memory":{"limit":$}}',
    signed: true,
    v1: ["memory.limit_in_bytes", unsetBy0],
    v2: ["memory.max", maxOrUnset],
  },
  {
    field: "memory.reservation",
    resources: '{"memory":{"reservation":$}}',
    signed: true,
    v1: ["memory.soft_limit_in_bytes", unsetBy0],
    v2: ["memory.low", maxOrUnset],
  },
  {
    field: "memory.swap",
    resources: '{"memory":{"limit":1,"swap":$}}',
    signed: true,
    v1: ["memory.memsw.limit_in_bytes", unsetBy0],
    v2: ["memory.swap.max", (number) => (number > 0n ? String(number - 1n) : maxOrUnset(number))],
  },
  {
    field: "memory.swappiness",
    resources: '{"memory":{"swappiness":$}}',
    signed: false,
    refused: (number) => number > 100n && number !== 2n ** 64n - 1n,
    v1: ["memory.swappiness", (number) => (number > 100n ? undefined : String(number))],
  },
  {
    field: "cpu.shares",
    resources: '{"cpu":{"shares":$}}',
    signed: false,
    v1: ["cpu.shares", unsetBy0],
    v2: ["cpu.weight", (number) => (number === 0n ? undefined : number === 1n ? "1" : "10000")],
  },
  {
    field: "cpu.quota",
    resources: '{"cpu":{"quota":$}}',
    signed: true,
    v1: ["cpu.cfs_quota_us", unsetBy0],
    v2: ["cpu.max", (number) => (number === 0n ? undefined : `${maxBelow0(number)} 100000`)],
  },
  {
    field: "cpu.period",
    resources: '{"cpu":{"period":$}}',
    signed: false,
    v1: ["cpu.cfs_period_us", unsetBy0],
    v2: ["cpu.max", after("max ", unsetBy0)],
  },
  {
    field: "cpu.burst",
    resources: '{"cpu":{"burst":$}}',
    signed: false,
    v1: ["cpu.cfs_burst_us", same],
    v2: ["cpu.max.burst", same],
  },
  {
    field: "cpu.realtimeRuntime",
    resources: '{"cpu":{"realtimeRuntime":$}}',
    signed: true,
    v1: ["cpu.rt_runtime_us", unsetBy0],
  },
  {
    field: "cpu.realtimePeriod",
    resources: '{"cpu":{"realtimePeriod":$}}',
    signed: false,
    v1: ["cpu.rt_period_us", unsetBy0],
  },
  {
    field: "cpu.idle",
    resources: '{"cpu":{"idle":$}}',
    signed: true,
    v1: ["cpu.idle", same],
    v2: ["cpu.idle", same],
  },
  {
    field: "pids.limit",
    resources: '{"pids":{"limit":$}}',
    signed: true,
    v1: ["pids.max", (number) => (number === 0n ? "1" : maxBelow0(number))],
    v2: ["pids.max", (number) => (number === 0n ? "1" : maxBelow0(number))],
  },
  {
    field: "hugepageLimits.limit",
    resources: '{"hugepageLimits":[{"pageSize":"2MB","limit":$}]}',
    signed: false,
    v1: ["hugetlb.2MB.rsvd.limit_in_bytes", same],
    v2: ["hugetlb.2MB.max", same],
  },
  ...throttles.map(([kind, v1Name, v2Key]): Case => {
    return {
      field: `blockIO.${kind}.rate`,
      resources: `{"blockIO":{"${kind}":[{"major":8,"minor":0,"rate":$}]}}`,
      signed: false,
      v1: [`blkio.throttle.${v1Name}_device`, after("8:0 ", same)],
      v2: ["io.max", (number) => `8:0 ${v2Key}=${number === 0n ? "max" : number}`],
    };
  }),
  ...(["major", "minor"] as const).map((key): Case => {
    const numbers = { major: "8", minor: "0", [key]: HERE };
    const named = (number: bigint): string => (key === "major" ? `${number}:0` : `8:${number}`);
    return {
      field: `blockIO.throttleReadBpsDevice.${key}`,
      resources: `{"blockIO":{"throttleReadBpsDevice":[{"major":${numbers.major},"minor":${numbers.minor},"rate":7}]}}`,
      signed: true,
      refused: (number) => number < 0n || number > 1_048_575n,
      v1: ["blkio.throttle.read_bps_device", (number) => `${named(number)} 7`],
      v2: ["io.max", (number) => `${named(number)} rbps=7`],
    };
  }),
  ...(["major", "minor"] as const).map((key): Case => {
    const numbers = { major: "8", minor: "0", [key]: HERE };
    const named = (number: bigint): string => {
      const text = number < 0n ? "*" : String(number);
      return key === "major" ? `b ${text}:0 r` : `b 8:${text} r`;
    };
    return {
      field: `devices.${key}`,
      resources: `{"devices":[{"allow":true,"type":"b","major":${numbers.major},"minor":${numbers.minor},"access":"r"}]}`,
      signed: true,
      refused: (number) => number > 0xffff_ffffn,
      v1: ["devices.allow", named],
    };
  }),
];

/** What the executor writes to files of that name, in order. */
function written(resources: string, facts: Facts, file: string): string[] {
  const config = JSON.stringify(changed({ "/linux/resources": "RESOURCES" }));
  const { spec, problems } = validate(read(Buffer.from(config.replace('"RESOURCES"', resources))));
  if (spec === undefined) throw configError(problems);
  const session = { deniedCgroups: new Set() } as unknown as Session;
  const found: string[] = [];
  for (const step of buildPlan(resolve(spec, { bundle: "/bundle" }), facts, REQUEST).create) {
    if (step.op !== "cgroup.write") continue;
    const target = join(top, step.dir, step.file);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, "");
    writeCgroup({ ...step, dir: join(top, step.dir) }, session);
    if (step.file === file) found.push(readFileSync(target, "latin1"));
  }
  return found;
}

const TRIES = CASES.flatMap((one) => NUMBERS.map((number) => ({ one, number, name: `${one.field} ${number}` })));

describe.each([
  ["v1", V1],
  ["v2", V2],
] as const)("64-bit numbers on %s", (version, facts) => {
  it.each(TRIES.filter(({ one }) => one[version] !== undefined))("$name", ({ one, number }) => {
    const expected = one[version];
    if (expected === undefined) return;
    const [file, verdict] = expected;
    const text = one.resources.replace(HERE, String(number));
    const fits = one.signed ? number < SIGNED_END : number >= 0n;
    if (fits && one.refused?.(number) !== true) {
      const value = verdict(number);
      const seen = written(text, facts, file);
      // memory+swap is lifted first, and defaults follow device rules
      if (value === undefined) expect(seen).toEqual([]);
      else expect(one.field.startsWith("devices.") ? seen : seen.slice(-1)).toContain(value);
      return;
    }
    try {
      written(text, facts, file);
    } catch (error) {
      expect(error).toBeInstanceOf(RuntimeError);
      expect((error as RuntimeError).message).toContain(String(number));
      expect((error as RuntimeError).from).toMatch(`/linux/resources/${one.field.split(".")[0]}`);
      return;
    }
    throw new Error("neither written nor refused");
  });
});
