/** Annotations `org.systemd.property.NAME`: properties of the unit, each value in GVariant's text format, as runc has them. */
import { RuntimeError } from "../../../../common/errors.ts";
import { pointer } from "../../../../common/pointer.ts";
import type { BusValue, Variant } from "../../../../common/variant.ts";
import type { PlanContext } from "../../../context.ts";
import type { UnitProperty } from "../../../unit-steps.ts";
import { readVariant } from "./gvariant.ts";

const PREFIX = "org.systemd.property.";
const NAME = /^[A-Za-z]{3,}$/;
/** Whole and broken numbers, by signature. */
const NUMBERS = "ynqiuxtd";

/** These say where the unit is, and whose processes are in it: delete kills what is in the unit. */
const OURS: readonly string[] = ["PIDs", "PIDFDs", "Slice", "Controller"];

export function annotatedProperties({ spec }: PlanContext): UnitProperty[] {
  return Object.entries(spec.annotations)
    .filter(([key]) => key.startsWith(PREFIX))
    .map(([key, text]) => property(key, text));
}

function property(key: string, text: string): UnitProperty {
  const from = pointer("/annotations", key);
  const name = key.slice(PREFIX.length);
  if (!NAME.test(name)) {
    throw invalid(from, `annotation ${key} name incorrect`, "a property's name has three or more Latin letters");
  }
  if (OURS.includes(name)) {
    throw invalid(from, `annotation ${key}: the runtime itself sets ${name}`, "cgroupsPath says where the unit is");
  }
  const value = readVariant(text);
  if (value === undefined) throw notReadable(key, text, from);
  return { ...withUnit(name, value, () => notReadable(key, text, from)), from };
}

/** Times are documented in seconds (`TimeoutStopSec`), but set in microseconds. */
function withUnit(name: string, value: Variant, refuse: () => RuntimeError): Omit<UnitProperty, "from"> {
  if (!/[a-z]Sec$/.test(name)) return { name, ...value };
  const microseconds = toMicroseconds(value.value, value.signature);
  if (microseconds === undefined) throw refuse();
  return { name: name.replace(/Sec$/, "USec"), signature: "t", value: microseconds };
}

function toMicroseconds(seconds: BusValue, signature: string): string | undefined {
  if (!NUMBERS.includes(signature)) return undefined;
  const amount = signature === "d" ? BigInt(Math.round(Number(seconds) * 1e6)) : BigInt(String(seconds)) * 1_000_000n;
  return amount < 0n || amount >= 1n << 64n ? undefined : String(amount);
}

function notReadable(key: string, text: string, from: string): RuntimeError {
  return invalid(
    from,
    `annotation ${key}=${JSON.stringify(text)} value parse error`,
    "values are in GVariant's text format: 'text' in quotes, true, uint64 5, ['a', 'b']; a number without a type is an int32",
  );
}

function invalid(from: string, message: string, hint: string): RuntimeError {
  return new RuntimeError("CONFIG_INVALID", message, { from, hint });
}
