/**
 * Init's part of a plan in wire form (the format is wire/table.ts's), with a sync record wherever the host takes over.
 */
import { CLONE_FLAGS } from "../../native/clone-flags.ts";
import { MEMORY_POLICY_FLAGS, MEMORY_POLICY_MODES } from "../../native/memory-policy.ts";
import { PERSONALITIES } from "../../native/personality.ts";
import type { IdMapping, InitStep, NamespaceType, Step } from "../steps.ts";
import { ByteWriter } from "./byte-writer.ts";
import { WIRE_DIGEST } from "./generated/digest.ts";
import { WIRE_OPS, type WireType } from "./table.ts";

/** What is known only when init is spawned. */
export interface LateData {
  /** The BPF program of seccomp.compile; undefined where the plan has none. */
  readonly seccomp: Uint8Array | undefined;
  /** `KEY=value`; the environment of hooks that config.json gives none. */
  readonly callerEnv: readonly string[];
}

/** "csn1", as the first four bytes have it. */
const MAGIC = 0x316e7363;

/** ops/mount.cc has the same. */
const COPY_UP = { nothing: 0, all: 1, "all-but-devices": 2 } as const;

/** ops/bind.cc has the same. */
const NO_SLOT = 0xffffffff;

/** Throws where seccomp.load has no program, or a field has no form on the wire: both are bugs of the caller. */
export function encode(steps: readonly Step[], late: LateData): Uint8Array {
  const out = new ByteWriter();
  out.u32(MAGIC);
  out.u32(WIRE_DIGEST);
  const countAt = out.reserve();
  // behind it, exec has taken init's place
  const last = steps.findLastIndex((step) => step.at === "init");
  let count = 0;
  for (const [index, step] of steps.entries()) {
    if (step.at === "host") continue;
    writeStep(out, { step, index, late });
    count += 1;
    if (index === last || steps[index + 1]?.at !== "host") continue;
    writeSync(out, index + 1);
    count += 1;
  }
  out.patch(countAt, count);
  return out.bytes();
}

/** A barrier; its index is that of the host step it waits for. */
function writeSync(out: ByteWriter, index: number): void {
  writeHead(out, WIRE_OPS.sync.code, index);
  out.u32(0);
}

function writeHead(out: ByteWriter, code: number, index: number): void {
  out.u16(code);
  out.u16(0);
  out.u32(index);
}

interface PlacedStep {
  readonly step: InitStep;
  readonly index: number;
  readonly late: LateData;
}

function writeStep(out: ByteWriter, { step, index, late }: PlacedStep): void {
  const { code, fields } = WIRE_OPS[step.op];
  writeHead(out, code, index);
  const lengthAt = out.reserve();
  for (const name in fields) {
    const type = fields[name];
    const value = translated(step, name, late);
    if (type !== undefined && writeValue(out, type, value)) continue;
    throw new Error(`field ${name} of ${step.op} has no ${type} form: ${String(value)}`);
  }
  out.patch(lengthAt, out.length - lengthAt - 4);
}

/** A field with what is named in config.json's terms turned into the kernel's numbers. */
function translated(step: InitStep, name: string, late: LateData): unknown {
  switch (step.op) {
    case "ns.open":
    case "ns.join":
      if (name === "type") return CLONE_FLAGS[step.type];
      break;
    case "ns.unshare":
    case "ns.enter":
    case "init.fork":
      if (name === "types") return cloneFlags(step.types);
      break;
    case "mount.bind":
      if (name === "ifMissing") return step.ifMissing !== "fail";
      break;
    case "cgroup.enter":
      if (name === "ifDenied") return step.ifDenied !== "fail";
      break;
    case "mount.fs":
      if (name === "ifDenied") return step.ifDenied !== "fail";
      if (name === "copyUp") return COPY_UP[step.copyUp];
      if (name === "call") return step.call === "mount";
      if (name === "options" && step.call === "mount") return step.options.map(quoted);
      break;
    case "device.create":
    case "device.bind":
      if (name === "type") return step.type.charCodeAt(0);
      break;
    case "personality.set":
      return PERSONALITIES[step.domain];
    case "memory.policy":
      if (name === "mode") return MEMORY_POLICY_MODES[step.mode];
      if (name === "flags") return step.flags.reduce((bits, flag) => bits | (MEMORY_POLICY_FLAGS[flag] ?? 0), 0);
      break;
    case "idmap.make":
      if (name === "uids") return mapText(step.uids);
      if (name === "gids") return mapText(step.gids);
      break;
    case "source.open":
      if (name === "idmap") return step.idmap ?? NO_SLOT;
      break;
    case "hook.run":
      if (name === "env") return step.env ?? late.callerEnv;
      break;
    case "seccomp.load":
      if (name === "program") return late.seccomp;
      break;
    default:
  }
  return Reflect.get(step, name);
}

/** mount(2) takes what is in quotes for one security context, commas and all (security/selinux/hooks.c). */
function quoted(option: string): string {
  return option.replace(/^(\w*context)=([^"]*,.*)$/, '$1="$2"');
}

/** As /proc/PID/uid_map takes it. */
function mapText(mappings: readonly IdMapping[]): string {
  return mappings.map((m) => `${m.containerID} ${m.hostID} ${m.size}\n`).join("");
}

function cloneFlags(types: readonly NamespaceType[]): number {
  return types.reduce((bits, type) => bits | CLONE_FLAGS[type], 0);
}

/** False where the value has no such form. */
function writeValue(out: ByteWriter, type: WireType, value: unknown): boolean {
  if (type === "str" && typeof value === "string") out.text(value);
  else if (type === "u32" && isU32(value)) out.u32(value);
  else if (type === "bool" && typeof value === "boolean") out.bool(value);
  else if (type === "u64" && isU64(value)) out.u64(BigInt(value));
  else if (type === "bytes" && value instanceof Uint8Array) out.counted(value);
  else if (type === "list" && isListOf(value, isText)) out.list(value, (text) => out.text(text));
  else if (type === "ids" && isListOf(value, isU32)) out.list(value, (id) => out.u32(id));
  else return false;
  return true;
}

function isU32(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 0xffffffff;
}

function isU64(value: unknown): value is number | bigint {
  if (typeof value === "bigint") return value >= 0n && value <= 0xffffffffffffffffn;
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isListOf<T>(value: unknown, isItem: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every(isItem);
}
