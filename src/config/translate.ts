/** From what the generated validators say to problems and warnings. Only called where they said something. */
import { lookup, pointer } from "../common/pointer.ts";
import type { SchemaError } from "./generated/validators.js";
import { describeValue, type Problem } from "./problem.ts";
import { suggest } from "./suggest.ts";

export interface Translation {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: "a string",
  boolean: "true or false",
  integer: "an integer",
  array: "a list",
  object: "an object",
};

const RANGES: Readonly<Record<string, string>> = {
  signed: "-9223372036854775808 to 9223372036854775807",
  unsigned: "0 to 18446744073709551615",
};

export function translate(errors: readonly SchemaError[], document: unknown): Translation {
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  for (const error of errors) {
    if (error.keyword === "closed") warnings.push(unknownKey(error));
    else if (error.keyword === "ignored") warnings.push(...ignored(error, document));
    else if (error.keyword === "unsupported") problems.push(...unsupported(error, document));
    else problems.push(problem(error, document));
  }
  return { problems, warnings };
}

function problem(error: SchemaError, document: unknown): Problem {
  const { instancePath, params } = error;
  if (error.keyword === "required") {
    return { pointer: pointer(instancePath, String(params.missingProperty)), message: "is required, but missing" };
  }
  const value = lookup(document, instancePath);
  return { pointer: instancePath, found: describeValue(value), ...wanted(error, value) };
}

function wanted({ keyword, params }: SchemaError, value: unknown): Pick<Problem, "message" | "allowed" | "suggestion"> {
  switch (keyword) {
    case "type":
      return { message: `must be ${TYPE_NAMES[String(params.type)] ?? String(params.type)}` };
    case "integer64":
      return { message: "must be an integer of 64 bits", allowed: RANGES[String(params.kind)] ?? "" };
    case "enum":
      return choice(params.allowedValues as readonly string[], value);
    case "minimum":
      return { message: "is too small", allowed: `at least ${String(params.limit)}` };
    case "maximum":
      return { message: "is too large", allowed: `at most ${String(params.limit)}` };
    case "minLength":
      return { message: "must not be empty" };
    default:
      return { message: `is not valid (${keyword})` };
  }
}

function choice(values: readonly string[], value: unknown): Pick<Problem, "message" | "allowed" | "suggestion"> {
  const named = values.filter((name) => name !== "");
  const near = typeof value === "string" ? suggest(value, named) : undefined;
  const message = "is not one of the values that the spec knows";
  return { message, allowed: named.join(", "), ...(near === undefined ? {} : { suggestion: near }) };
}

/** The spec (config.md "Extensibility") wants unknown properties ignored; a slip of the pen should be seen all the same. */
function unknownKey({ instancePath, params }: SchemaError): Problem {
  const key = String(params.key);
  const near = suggest(key, String(params.known).split(" "));
  const message = "is not a field of the spec and has no effect";
  return { pointer: pointer(instancePath, key), message, ...(near === undefined ? {} : { suggestion: near }) };
}

function ignored({ instancePath, params }: SchemaError, document: unknown): Problem[] {
  if (isEmpty(lookup(document, instancePath))) return [];
  return [{ pointer: instancePath, message: String(params.why) }];
}

function unsupported({ instancePath }: SchemaError, document: unknown): Problem[] {
  const value = lookup(document, instancePath);
  if (isEmpty(value)) return [];
  return [{ pointer: instancePath, message: "is not supported yet", found: describeValue(value), unsupported: true }];
}

/** True where a value asks for nothing, as callers write `"blockIO": {"weight": 0}`. */
function isEmpty(value: unknown): boolean {
  const pending: unknown[] = [value];
  while (pending.length > 0) {
    const node = pending.pop();
    if (node === undefined || node === null || node === "" || node === 0 || node === false) continue;
    if (typeof node !== "object") return false;
    for (const member of Object.values(node)) pending.push(member);
  }
  return true;
}
