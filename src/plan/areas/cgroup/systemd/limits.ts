/**
 * Limits as properties of the unit (systemd.resource-control(5)), so that systemd keeps them when it sets its cgroups
 * anew. They are written into the cgroup's files all the same: systemd rounds some, and has no word for others.
 */
import { numberList } from "../../../../config/number-list.ts";
import type { UnitProperty } from "../../../unit-steps.ts";

/** A limit as the cgroup's file takes it. */
export interface FileLimit {
  readonly file: string;
  readonly value: string;
  readonly from: string;
}

/** UINT64_MAX is systemd's word for no limit. */
const INFINITY = "18446744073709551615";
/** The kernel's own period of a quota, microseconds. */
const DEFAULT_PERIOD = 100_000n;
/** systemd keeps a quota as hundredths of a processor: parts of 10 ms in a second. */
const QUOTA_UNIT = 10_000n;
/** The first systemd whose CPUWeight=0 is cpu.idle, and whose scopes have an OOMPolicy=. */
const IDLE_SINCE = 252;
const OOM_POLICY_SINCE = 252;
const ZSWAP_SINCE = 253;

interface Manager {
  readonly version: number;
}

type Convert = (value: string, manager: Manager) => UnitProperty["value"] | undefined;

interface Rule {
  readonly name: string;
  readonly signature: string;
  readonly convert: Convert;
}

function number(name: string, least: bigint, most?: bigint): Rule {
  return { name, signature: "t", convert: (value) => unsigned(value, least, most) };
}

const RULES: Readonly<Record<string, Rule>> = {
  // v1
  "memory.limit_in_bytes": number("MemoryLimit", 1n),
  "cpu.shares": number("CPUShares", 2n, 262_144n),
  "blkio.bfq.weight": number("BlockIOWeight", 10n, 1000n),
  // both
  "pids.max": number("TasksMax", 1n),
  // v2
  "memory.max": number("MemoryMax", 1n),
  "memory.high": number("MemoryHigh", 1n),
  "memory.low": number("MemoryLow", 0n),
  "memory.min": number("MemoryMin", 0n),
  "memory.swap.max": number("MemorySwapMax", 0n),
  "memory.zswap.max": {
    name: "MemoryZSwapMax",
    signature: "t",
    convert: (value, { version }) => (version < ZSWAP_SINCE ? undefined : unsigned(value, 0n)),
  },
  "memory.oom.group": {
    name: "OOMPolicy",
    signature: "s",
    convert: (value, { version }) =>
      version < OOM_POLICY_SINCE ? undefined : { "0": "continue", "1": "kill" }[value.trim()],
  },
  "cpu.weight": number("CPUWeight", 1n, 10_000n),
  "cpu.idle": {
    name: "CPUWeight",
    signature: "t",
    convert: (value, { version }) => (version >= IDLE_SINCE && value.trim() === "1" ? "0" : undefined),
  },
  "cpuset.cpus": { name: "AllowedCPUs", signature: "ay", convert: bits },
  "cpuset.mems": { name: "AllowedMemoryNodes", signature: "ay", convert: bits },
};

/** Pure, for create and update alike. What systemd knows no property for is left out; of two for one file the last counts. */
export function limitProperties(limits: readonly FileLimit[], manager: Manager): UnitProperty[] {
  const properties = new Map<string, UnitProperty>();
  for (const { file, value, from } of limits) {
    const rule = Object.hasOwn(RULES, file) ? RULES[file] : undefined;
    const converted = rule?.convert(value, manager);
    if (rule === undefined || converted === undefined) continue;
    properties.set(rule.name, { name: rule.name, signature: rule.signature, value: converted, from });
  }
  return [...properties.values(), ...quotaProperties(limits)];
}

/** `max` and -1 are no limit; undefined where it is no number that systemd takes: the file's write then says why. */
function unsigned(text: string, least: bigint, most?: bigint): string | undefined {
  const value = text.trim();
  if (value === "max" || value === "-1") return INFINITY;
  if (!/^\d{1,20}$/.test(value)) return undefined;
  const amount = BigInt(value);
  return amount < least || amount > (most ?? BigInt(INFINITY)) ? undefined : String(amount);
}

/** Bit n of the bytes, from the lowest on, is processor or node n. */
function bits(text: string): number[] | undefined {
  const numbers = numberList(text);
  const highest = numbers?.at(-1);
  if (numbers === undefined || highest === undefined) return undefined;
  const bytes = new Array<number>(Math.floor(highest / 8) + 1).fill(0);
  for (const at of numbers) {
    const byte = Math.floor(at / 8);
    bytes[byte] = (bytes[byte] ?? 0) | (1 << (at % 8));
  }
  return bytes;
}

interface Quota {
  readonly quota: bigint | undefined;
  readonly period: bigint | undefined;
  readonly from: string;
}

function quotaProperties(limits: readonly FileLimit[]): UnitProperty[] {
  const { quota, period, from } = quotaOf(limits);
  if (quota === undefined && period === undefined) return [];
  const perSecond =
    quota === undefined || quota <= 0n ? INFINITY : String(roundUp((quota * 1_000_000n) / (period ?? DEFAULT_PERIOD)));
  const properties: UnitProperty[] = [{ name: "CPUQuotaPerSecUSec", signature: "t", value: perSecond, from }];
  return period === undefined
    ? properties
    : [{ name: "CPUQuotaPeriodUSec", signature: "t", value: String(period), from }, ...properties];
}

/** Up, so that the children of the cgroup can have the quota that they expect. */
function roundUp(amount: bigint): bigint {
  return ((amount + QUOTA_UNIT - 1n) / QUOTA_UNIT) * QUOTA_UNIT;
}

function quotaOf(limits: readonly FileLimit[]): Quota {
  let found: Quota = { quota: undefined, period: undefined, from: "" };
  for (const { file, value, from } of limits) {
    if (file === "cpu.cfs_quota_us") found = { ...found, quota: integer(value), from };
    if (file === "cpu.cfs_period_us") found = { ...found, period: positive(value), from };
    if (file !== "cpu.max") continue;
    const [quota = "", period] = value.trim().split(/\s+/);
    found = {
      quota: quota === "max" ? -1n : integer(quota),
      period: period === undefined ? found.period : positive(period),
      from,
    };
  }
  return found;
}

function integer(text: string): bigint | undefined {
  return /^-?\d{1,18}$/.test(text.trim()) ? BigInt(text.trim()) : undefined;
}

function positive(text: string): bigint | undefined {
  const value = integer(text);
  return value === undefined || value <= 0n ? undefined : value;
}
