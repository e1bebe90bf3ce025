/** From what the generated validators say to problems and warnings. Only called where they said something. */
import { lookup, pointer } from "../common/pointer.ts";
import type { SchemaError } from "./generated/validators.js";
import { describeValue, type Problem } from "./problem.ts";
import type { Suggestions } from "./suggest.ts";

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

interface Context {
  readonly document: unknown;
  readonly suggestions: Suggestions;
}

export function translate(errors: readonly SchemaError[], context: Context): Translation {
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  for (const error of errors) {
    if (error.keyword === "closed") warnings.push(unknownKey(error, context));
    else if (error.keyword === "ignored") warnings.push(...ignored(error, context));
    else problems.push(problem(error, context));
  }
  return { problems, warnings };
}

function problem(error: SchemaError, context: Context): Problem {
  const { instancePath, params } = error;
  if (error.keyword === "required") {
    return { pointer: pointer(instancePath, String(params.missingProperty)), message: "is required, but missing" };
  }
  const value = lookup(context.document, instancePath);
  return { pointer: instancePath, found: describeValue(value), ...wanted(error, value, context) };
}

type Wanted = Pick<Problem, "message" | "allowed" | "suggestion">;

function wanted({ keyword, params }: SchemaError, value: unknown, context: Context): Wanted {
  switch (keyword) {
    case "type":
      // an integer, but one that no field of fewer than 64 bits holds
      if (typeof value === "bigint") return { message: value < 0n ? "is too small" : "is too large" };
      return { message: `must be ${TYPE_NAMES[String(params.type)] ?? String(params.type)}` };
    case "integer64":
      return { message: "must be an integer of 64 bits", allowed: RANGES[String(params.kind)] ?? "" };
    case "enum":
      return choice(params.allowedValues as readonly string[], value, context);
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

function choice(values: readonly string[], value: unknown, { suggestions }: Context): Wanted {
  const named = values.filter((name) => name !== "");
  const near = typeof value === "string" ? suggestions.near(value, named) : {};
  return { message: "is not one of the values that the spec knows", allowed: named.join(", "), ...near };
}

/** The spec (config.md "Extensibility") wants unknown properties ignored; a slip of the pen should be seen all the same. */
function unknownKey({ instancePath, params }: SchemaError, { suggestions }: Context): Problem {
  const key = String(params.key);
  const near = suggestions.near(key, String(params.known).split(" "));
  return { pointer: pointer(instancePath, key), message: "is not a field of the spec and has no effect", ...near };
}

function ignored({ instancePath, params }: SchemaError, { document }: Context): Problem[] {
  if (isEmpty(lookup(document, instancePath))) return [];
  return [{ pointer: instancePath, message: String(params.why) }];
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
