/**
 * The digest of the wire table: one number that both sides must share.
 *
 * The encoder writes it into every plan; the C++ side has it compiled in by tools/generate-wire.ts and refuses a plan
 * whose digest differs. An engine and an init of different builds can so never misread each other.
 */
import { WIRE_OPS } from "./table.ts";

/** What wireDigest() gives for the table as it is: a constant, since every create would compute the same. */
export const WIRE_DIGEST = 0xf34824cf;

/** One line an op: `name code struct field:type field:type …`, in the order of the table. */
function canonicalText(): string {
  return Object.entries(WIRE_OPS)
    .map(([name, op]) => {
      const fields = Object.entries(op.fields).map(([field, type]) => `${field}:${type}`);
      return `${[name, op.code, op.struct, ...fields].join(" ")}\n`;
    })
    .join("");
}

/** FNV-1a, 32 bits, of the canonical text; the text is ASCII. */
export function wireDigest(): number {
  const text = canonicalText();
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
