/**
 * Init's part of a plan in wire form (the format is wire/table.ts's), with a sync record wherever the host takes over.
 */
import { CLONE_FLAGS } from "../../native/clone-flags.ts";
import type { InitStep, NamespaceType, Step } from "../steps.ts";
import { ByteWriter } from "./byte-writer.ts";
import { wireDigest } from "./digest.ts";
import { segments } from "./segments.ts";
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

/** Throws where seccomp.load has no program, or a field has no form on the wire: both are bugs of the caller. */
export function encode(steps: readonly Step[], late: LateData): Uint8Array {
  const records = new ByteWriter();
  let count = 0;
  let gatePassed = false;
  const parts = segments(steps);
  for (const [number, part] of parts.entries()) {
    if (part.at === "host") continue;
    for (const [offset, step] of part.steps.entries()) {
      writeStep(records, { step, index: part.start + offset, late });
      gatePassed ||= step.op === "gate.wait";
      count += 1;
    }
    const next = parts[number + 1];
    // what comes after the gate ends in exec: nobody is left to report
    if (next === undefined || gatePassed) continue;
    writeRecord(records, { code: WIRE_OPS.sync.code, index: next.start, payload: () => {} });
    count += 1;
  }
  const header = new ByteWriter();
  header.u32(MAGIC);
  header.u32(wireDigest());
  header.u32(count);
  header.append(records.bytes());
  return header.bytes();
}

interface WireRecord {
  readonly code: number;
  readonly index: number;
  readonly payload: () => void;
}

function writeRecord(out: ByteWriter, { code, index, payload }: WireRecord): void {
  out.u16(code);
  out.u16(0);
  out.u32(index);
  out.measured(payload);
}

interface PlacedStep {
  readonly step: InitStep;
  readonly index: number;
  readonly late: LateData;
}

function writeStep(out: ByteWriter, { step, index, late }: PlacedStep): void {
  const { code, fields } = WIRE_OPS[step.op];
  const values = valuesOf(step, late);
  const payload = (): void => {
    for (const [name, type] of Object.entries(fields)) {
      if (writeValue(out, type, values[name])) continue;
      throw new Error(`field ${name} of ${step.op} has no ${type} form: ${String(values[name])}`);
    }
  };
  writeRecord(out, { code, index, payload });
}

/** The step's fields with what is named in config.json's terms turned into the kernel's numbers. */
function valuesOf(step: InitStep, late: LateData): Readonly<Record<string, unknown>> {
  switch (step.op) {
    case "ns.open":
    case "ns.join":
      return { ...step, type: CLONE_FLAGS[step.type] };
    case "ns.unshare":
    case "init.fork":
      return { ...step, types: cloneFlags(step.types) };
    case "mount.bind":
      return { ...step, ifMissing: step.ifMissing !== "fail" };
    case "mount.fs":
      return { ...step, ifDenied: step.ifDenied !== "fail" };
    case "device.create":
    case "device.bind":
      return { ...step, type: step.type.charCodeAt(0) };
    case "hook.run":
      return { ...step, env: step.env ?? late.callerEnv };
    case "seccomp.load":
      if (late.seccomp === undefined) throw new Error("seccomp.load has no program: nothing compiled it");
      return { ...step, program: late.seccomp };
    default:
      return { ...step };
  }
}

function cloneFlags(types: readonly NamespaceType[]): number {
  return types.reduce((bits, type) => bits | CLONE_FLAGS[type], 0);
}

/** False where the value has no such form. */
function writeValue(out: ByteWriter, type: WireType, value: unknown): boolean {
  if (type === "bool" && typeof value === "boolean") out.bool(value);
  else if (type === "u32" && isU32(value)) out.u32(value);
  else if (type === "u64" && isU64(value)) out.u64(BigInt(value));
  else if (type === "str" && typeof value === "string") out.text(value);
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
