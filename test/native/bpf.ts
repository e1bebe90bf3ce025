/** Classic BPF as seccomp runs it (linux/filter.h), in as much as libseccomp's programs use it. */

export interface SyscallData {
  readonly arch: number;
  readonly nr: number;
  readonly args?: readonly bigint[];
}

export const ARCH_X86_64 = 0xc000003e;
export const ARCH_I386 = 0x40000003;

/** struct seccomp_data: nr, arch, instruction pointer, six arguments. */
function image(data: SyscallData): DataView {
  const view = new DataView(new ArrayBuffer(64));
  view.setInt32(0, data.nr, true);
  view.setUint32(4, data.arch, true);
  (data.args ?? []).forEach((value, index) => {
    view.setBigUint64(16 + 8 * index, value, true);
  });
  return view;
}

function jumps(code: number, a: number, k: number): boolean | undefined {
  switch (code) {
    case 0x15:
      return a === k;
    case 0x25:
      return a > k;
    case 0x35:
      return a >= k;
    case 0x45:
      return (a & k) !== 0;
    default:
      return undefined;
  }
}

/** The filter's verdict: SECCOMP_RET_* with its data. */
export function runFilter(program: Uint8Array, data: SyscallData): number {
  const code = new DataView(program.buffer, program.byteOffset, program.byteLength);
  const memory = image(data);
  let a = 0;
  for (let at = 0; at < program.length / 8; at++) {
    const op = code.getUint16(at * 8, true);
    const k = code.getUint32(at * 8 + 4, true);
    const jump = jumps(op, a, k);
    if (op === 0x06) return k;
    if (op === 0x20) a = memory.getUint32(k, true);
    else if (op === 0x54) a = (a & k) >>> 0;
    else if (op === 0x05) at += k;
    else if (jump !== undefined) at += code.getUint8(at * 8 + (jump ? 2 : 3));
    else throw new Error(`instruction ${at} has an operation that is not known here: 0x${op.toString(16)}`);
  }
  throw new Error("the program has no end");
}
