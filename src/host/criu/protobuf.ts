/**
 * As much of protocol buffers (protobuf.dev/programming-guides/encoding) as CRIU's RPC needs: whole numbers, booleans,
 * text and messages, each once or repeated. Fields that a schema does not name are left out.
 */

type Kind = "bool" | "int" | "text" | Schema;

/** A message's fields by name: number, and what it holds. */
export interface Schema {
  readonly [name: string]: readonly [number: number, kind: Kind];
}

/** What a schema describes. */
export interface Message {
  readonly [name: string]: unknown;
}

const VARINT = 0;
const FIXED64 = 1;
const DELIMITED = 2;
const FIXED32 = 5;

/** `value` holds what the schema says; undefined is left out, a list becomes a repeated field. */
export function encode(schema: Schema, value: Message): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const [name, [number, kind]] of Object.entries(schema)) {
    const held = value[name];
    for (const item of Array.isArray(held) ? held : [held]) {
      if (item !== undefined) parts.push(encodeField(number, kind, item));
    }
  }
  return Buffer.concat(parts);
}

function encodeField(number: number, kind: Kind, item: unknown): Uint8Array {
  if (kind === "bool" || kind === "int") return Buffer.concat([varint(number * 8 + VARINT), varint(Number(item))]);
  const content = kind === "text" ? Buffer.from(String(item)) : encode(kind, item as Message);
  return Buffer.concat([varint(number * 8 + DELIMITED), varint(content.length), content]);
}

/** Of a whole number from 0 on. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

/** The last of a repeated field counts. Throws where the bytes are no message. */
export function decode(schema: Schema, bytes: Uint8Array): Message {
  const names = new Map(Object.entries(schema).map(([name, [number, kind]]) => [number, { name, kind }]));
  const message: Record<string, unknown> = {};
  const reader = new Reader(bytes);
  while (!reader.ended) {
    const tag = reader.varint();
    const content = reader.content(tag % 8);
    const field = names.get(Math.floor(tag / 8));
    if (field !== undefined) message[field.name] = interpreted(field.kind, content);
  }
  return message;
}

function interpreted(kind: Kind, content: number | Uint8Array): unknown {
  if (typeof content === "number") return kind === "bool" ? content !== 0 : content;
  if (kind === "text") return Buffer.from(content).toString("utf8");
  return typeof kind === "object" ? decode(kind, content) : undefined;
}

class Reader {
  private readonly bytes: Uint8Array;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get ended(): boolean {
    return this.at >= this.bytes.length;
  }

  varint(): number {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.take(1)[0] ?? 0;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    // negative numbers are sign-extended to 64 bits
    return Number(BigInt.asIntN(64, value));
  }

  content(wireType: number): number | Uint8Array {
    switch (wireType) {
      case VARINT:
        return this.varint();
      case DELIMITED:
        return this.take(this.varint());
      case FIXED64:
        return this.take(8);
      case FIXED32:
        return this.take(4);
      default:
        throw new Error(`a field of wire type ${wireType}`);
    }
  }

  private take(count: number): Uint8Array {
    const end = this.at + count;
    if (count < 0 || end > this.bytes.length) throw new Error("the message ends in the middle of a field");
    const taken = this.bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }
}
