import { describe, expect, it } from "vitest";
import { deviceProgram } from "../../../src/host/cgroup/device-program.ts";
import type { DeviceRule } from "../../../src/plan/steps.ts";

const MKNOD = 1;
const READ = 2;
const WRITE = 4;
const BLOCK = 1;
const CHARACTER = 2;

/** Runs the few instructions that the assembler knows, as the kernel would. */
function run(program: Uint8Array, request: { type: number; access: number; major: number; minor: number }): number {
  const view = new DataView(program.buffer, program.byteOffset, program.byteLength);
  const context = [(request.access << 16) | request.type, request.major, request.minor];
  const r = new Array<number>(11).fill(0);
  for (let pc = 0; ; pc += 1) {
    const code = view.getUint8(pc * 8);
    const to = view.getUint8(pc * 8 + 1) & 15;
    const from = view.getUint8(pc * 8 + 1) >> 4;
    const offset = view.getInt16(pc * 8 + 2, true);
    const value = view.getInt32(pc * 8 + 4, true);
    const a = r[to] ?? 0;
    if (code === 0x61) r[to] = context[offset / 4] ?? 0;
    else if (code === 0xbf) r[to] = r[from] ?? 0;
    else if (code === 0xb7) r[to] = value;
    else if (code === 0x54) r[to] = a & value;
    else if (code === 0x74) r[to] = a >>> value;
    else if (code === 0x55) pc += a === value ? 0 : offset;
    else if (code === 0x56) pc += a >> 0 === value ? 0 : offset;
    else if (code === 0x5d) pc += a === r[from] ? 0 : offset;
    else if (code === 0x15) pc += a === value ? offset : 0;
    else if (code === 0x95) return r[0] ?? -1;
    else throw new Error(`unknown instruction ${code}`);
  }
}

const rule = (text: string): DeviceRule => {
  const [verdict, type, major, minor, access] = text.split(" ");
  return {
    allow: verdict === "allow",
    type: type as DeviceRule["type"],
    major: Number(major),
    minor: Number(minor),
    access: access ?? "",
  };
};
const nullDevice = { type: CHARACTER, major: 1, minor: 3 };
const disk = { type: BLOCK, major: 8, minor: 0 };

describe("deviceProgram", () => {
  it("denies everything without rules", () => {
    expect(run(deviceProgram([]), { ...nullDevice, access: READ })).toBe(0);
  });

  it("lets the last matching rule decide", () => {
    const program = deviceProgram([rule("deny a -1 -1 rwm"), rule("allow c 1 3 rwm")]);
    expect(run(program, { ...nullDevice, access: READ | WRITE })).toBe(1);
    expect(run(program, { ...disk, access: READ })).toBe(0);
    const closed = deviceProgram([rule("allow c 1 3 rwm"), rule("deny a -1 -1 rwm")]);
    expect(run(closed, { ...nullDevice, access: READ })).toBe(0);
  });

  it("takes wildcards for major and minor", () => {
    const program = deviceProgram([rule("deny a -1 -1 rwm"), rule("allow b -1 -1 m"), rule("allow c 136 -1 rwm")]);
    expect(run(program, { ...disk, access: MKNOD })).toBe(1);
    expect(run(program, { ...disk, access: MKNOD | READ })).toBe(0);
    expect(run(program, { type: CHARACTER, major: 136, minor: 77, access: WRITE })).toBe(1);
  });

  it("compares numbers of 32 bits whole", () => {
    const program = deviceProgram([rule("allow c 4294967295 2147483648 rwm")]);
    const asked = { type: CHARACTER, access: READ, major: 4_294_967_295, minor: 2_147_483_648 };
    expect(run(program, asked)).toBe(1);
    expect(run(program, { ...asked, major: 0 })).toBe(0);
    expect(run(program, { ...asked, minor: 0 })).toBe(0);
  });

  it("joins access of rules for one device that follow each other", () => {
    const program = deviceProgram([rule("deny a -1 -1 rwm"), rule("allow c 1 3 r"), rule("allow c 1 3 w")]);
    expect(run(program, { ...nullDevice, access: READ | WRITE })).toBe(1);
    expect(run(program, { ...nullDevice, access: READ | MKNOD })).toBe(0);
  });

  it("denies a request that touches a denied access", () => {
    const program = deviceProgram([rule("allow a -1 -1 rwm"), rule("deny c 1 3 w")]);
    expect(run(program, { ...nullDevice, access: READ | WRITE })).toBe(0);
    expect(run(program, { ...nullDevice, access: READ })).toBe(1);
  });
});
