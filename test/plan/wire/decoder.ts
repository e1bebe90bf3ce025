/** Reads a plan in wire form by the table alone: a second opinion on encode. */
import { WIRE_OPS, type WireType } from "../../../src/plan/wire/table.ts";

export type Value = number | bigint | boolean | string | readonly string[] | readonly number[] | Uint8Array;

export interface WireRecord {
  readonly op: string;
  /** Index in the plan. */
  readonly step: number;
  readonly fields: Readonly<Record<string, Value>>;
}

export interface WirePlan {
  readonly magic: string;
  readonly digest: number;
  readonly records: readonly WireRecord[];
}

class Reader {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get done(): boolean {
    return this.at === this.bytes.length;
  }

  u16(): number {
    this.at += 2;
    return this.view.getUint16(this.at - 2, true);
  }

  u32(): number {
    this.at += 4;
    return this.view.getUint32(this.at - 4, true);
  }

  u64(): bigint {
    this.at += 8;
    return this.view.getBigUint64(this.at - 8, true);
  }

  take(size: number): Uint8Array {
    if (this.at + size > this.bytes.length) throw new Error("read past the end");
    this.at += size;
    return this.bytes.subarray(this.at - size, this.at);
  }

  text(): string {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(this.take(this.u32()));
    if (this.take(1)[0] !== 0) throw new Error("text without its NUL");
    return text;
  }

  value(type: WireType): Value {
    switch (type) {
      case "u32":
        return this.u32();
      case "u64":
        return this.u64();
      case "bool":
        return this.take(1)[0] === 1;
      case "str":
        return this.text();
      case "bytes":
        return this.take(this.u32()).slice();
      case "list":
        return Array.from({ length: this.u32() }, () => this.text());
      case "ids":
        return Array.from({ length: this.u32() }, () => this.u32());
    }
  }
}

export function decode(bytes: Uint8Array): WirePlan {
  const reader = new Reader(bytes);
  const magic = new TextDecoder().decode(reader.take(4));
  const digest = reader.u32();
  const records = Array.from({ length: reader.u32() }, () => record(reader));
  if (!reader.done) throw new Error("bytes behind the last record");
  return { magic, digest, records };
}

function record(reader: Reader): WireRecord {
  const code = reader.u16();
  if (reader.u16() !== 0) throw new Error("the reserved field is not zero");
  const step = reader.u32();
  const end = reader.u32() + reader.at;
  const [op, row] = Object.entries(WIRE_OPS).find(([, candidate]) => candidate.code === code) ?? [];
  if (op === undefined || row === undefined) throw new Error(`unknown opcode ${code}`);
  const fields = Object.entries(row.fields).map(([name, type]) => [name, reader.value(type)]);
  if (reader.at !== end) throw new Error(`${op} is not as long as it says`);
  return { op, step, fields: Object.fromEntries(fields) };
}
