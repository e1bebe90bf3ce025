/**
 * Device rules of cgroup v2 as an eBPF program of type BPF_PROG_TYPE_CGROUP_DEVICE. It gets struct bpf_cgroup_dev_ctx
 * {access_type: access << 16 | type, major, minor} (linux/bpf.h) and returns 1 to allow, 0 to deny.
 */
import type { DeviceRule } from "../../plan/steps.ts";

const TYPES = { b: 1, c: 2 } as const;
const ACCESS: Readonly<Record<string, number>> = { m: 1, r: 2, w: 4 };
const ANY_ACCESS = 7;

// registers: r1 context, then scratch; r2 type, r3 access, r4 major, r5 minor
const LOAD_WORD = 0x61;
const MOVE_REGISTER = 0xbf;
const MOVE_NUMBER = 0xb7;
const AND_32 = 0x54;
const SHIFT_RIGHT_32 = 0x74;
const JUMP_UNEQUAL = 0x55;
const JUMP_UNEQUAL_32 = 0x56;
const JUMP_UNEQUAL_REGISTER = 0x5d;
const JUMP_EQUAL = 0x15;
const EXIT = 0x95;

interface Instruction {
  readonly code: number;
  readonly to?: number;
  readonly from?: number;
  /** "next" is the first instruction behind this rule. */
  readonly offset?: number | "next";
  readonly value?: number;
}

/** The last rule that matches decides, as in the v1 hierarchy; nothing matches: denied. */
export function deviceProgram(rules: readonly DeviceRule[]): Uint8Array {
  const prologue: Instruction[] = [
    { code: LOAD_WORD, to: 2, from: 1, offset: 0 },
    { code: AND_32, to: 2, value: 0xffff },
    { code: LOAD_WORD, to: 3, from: 1, offset: 0 },
    { code: SHIFT_RIGHT_32, to: 3, value: 16 },
    { code: LOAD_WORD, to: 4, from: 1, offset: 4 },
    { code: LOAD_WORD, to: 5, from: 1, offset: 8 },
  ];
  const deciding = merged(rules).reverse();
  const last = deciding.findIndex(matchesAll);
  // the kernel's verifier refuses instructions that can never be reached
  const body = last < 0 ? [...deciding.map(block), verdict(false)] : deciding.slice(0, last + 1).map(block);
  return encode([...prologue, ...body.flatMap(assemble)]);
}

function matchesAll({ type, access, major, minor }: Rule): boolean {
  return type === "a" && access === ANY_ACCESS && major < 0 && minor < 0;
}

interface Rule {
  readonly allow: boolean;
  readonly type: DeviceRule["type"];
  readonly major: number;
  readonly minor: number;
  access: number;
}

/** `r` and `w` for one device in two rules allow opening it for both, so rules that follow each other are one. */
function merged(rules: readonly DeviceRule[]): Rule[] {
  const result: Rule[] = [];
  for (const { allow, type, major, minor, access } of rules) {
    const bits = [...access].reduce((sum, letter) => sum | (ACCESS[letter] ?? 0), 0) || ANY_ACCESS;
    const last = result.at(-1);
    const same = last?.allow === allow && last.type === type && last.major === major && last.minor === minor;
    if (same) last.access |= bits;
    else result.push({ allow, type, major, minor, access: bits });
  }
  return result;
}

function block(rule: Rule): Instruction[] {
  const test: Instruction[] = [];
  if (rule.type !== "a") test.push({ code: JUMP_UNEQUAL, to: 2, value: TYPES[rule.type], offset: "next" });
  if (rule.access !== ANY_ACCESS) {
    test.push({ code: MOVE_REGISTER, to: 1, from: 3 }, { code: AND_32, to: 1, value: rule.access });
    // allowed is what asks for nothing beyond the rule; denied is what asks for anything in it
    if (rule.allow) test.push({ code: JUMP_UNEQUAL_REGISTER, to: 1, from: 3, offset: "next" });
    else test.push({ code: JUMP_EQUAL, to: 1, value: 0, offset: "next" });
  }
  // 32 bits of both: a 64-bit comparison would extend the sign of a number from 2^31 on, and match nothing
  if (rule.major >= 0) test.push({ code: JUMP_UNEQUAL_32, to: 4, value: rule.major, offset: "next" });
  if (rule.minor >= 0) test.push({ code: JUMP_UNEQUAL_32, to: 5, value: rule.minor, offset: "next" });
  return [...test, ...verdict(rule.allow)];
}

function verdict(allow: boolean): Instruction[] {
  return [{ code: MOVE_NUMBER, to: 0, value: allow ? 1 : 0 }, { code: EXIT }];
}

/** Jump offsets count from the instruction behind the jump. */
function assemble(instructions: readonly Instruction[]): Instruction[] {
  return instructions.map((instruction, index) =>
    instruction.offset === "next" ? { ...instruction, offset: instructions.length - index - 1 } : instruction,
  );
}

/** struct bpf_insn: u8 code, u4 destination, u4 source, s16 offset, s32 immediate. */
function encode(instructions: readonly Instruction[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(instructions.length * 8));
  instructions.forEach(({ code, to = 0, from = 0, offset = 0, value = 0 }, index) => {
    view.setUint8(index * 8, code);
    view.setUint8(index * 8 + 1, (from << 4) | to);
    view.setInt16(index * 8 + 2, offset === "next" ? 0 : offset, true);
    view.setInt32(index * 8 + 4, value, true);
  });
  return new Uint8Array(view.buffer);
}
