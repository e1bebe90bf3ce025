/**
 * The compiler of schemas/*.json, which use three keywords of our own:
 * - `integer64: "signed" | "unsigned"`: a 64-bit integer, a bigint where a double cannot hold it;
 * - `closed: true`: keys that `properties` does not name are reported, with the names that it has;
 * - `ignored: "why"`: a field of the spec that has no effect here, where it asks for something: has a value other than
 *   null, "", 0, false, {} and [].
 * The last two only report; src/config/translate.ts decides what is an error and what a warning.
 */
import { readdirSync, readFileSync } from "node:fs";
import { _, Ajv, type KeywordCxt } from "ajv";

const SCHEMAS = new URL("../schemas/", import.meta.url);

/** Powers of two are exact as doubles, and JavaScript compares a bigint with a double exactly. */
const RANGES = {
  signed: { low: -(2 ** 63), end: 2 ** 63 },
  unsigned: { low: 0, end: 2 ** 64 },
};

/** A double only where it is a safe integer: what was longer in the text came as a bigint. */
function integer64(cxt: KeywordCxt): void {
  const { data } = cxt;
  const { low, end } = RANGES[cxt.schema as keyof typeof RANGES];
  const integer = _`(typeof ${data} == "bigint" || Number.isSafeInteger(${data}))`;
  cxt.pass(_`${integer} && ${data} >= ${low} && ${data} < ${end}`);
}

/** An inline chain of comparisons: the keys are interned, so it costs no look-up and no table at start-up. */
function closed(cxt: KeywordCxt): void {
  const known = Object.keys((cxt.parentSchema as { properties: object }).properties);
  cxt.gen.forIn("key", cxt.data, (key) => {
    const unknown = known.map((name) => _`${key} !== ${name}`).reduce((left, right) => _`${left} && ${right}`);
    cxt.setParams({ key, known: _`${known.join(" ")}` });
    cxt.gen.if(unknown, () => cxt.error(true));
  });
}

/** Says that the field is there; whether its value asks for anything is decided on the report's slow path. */
function present(cxt: KeywordCxt): void {
  const { data } = cxt;
  cxt.fail(_`${data} !== "" && ${data} !== false && ${data} !== 0`);
}

/** With every schema, each by its file name. */
export function schemaCompiler(): Ajv {
  const ajv = new Ajv({
    allErrors: true,
    strict: true,
    strictTypes: true,
    strictTuples: true,
    messages: false,
    // Lengths are only compared with 1, so that counting code points (and a require of ajv's counter) is not needed.
    unicode: false,
    logger: false,
    code: { source: true, esm: true, lines: true },
  });
  ajv.addKeyword({
    keyword: "integer64",
    schemaType: "string",
    code: integer64,
    error: { message: "", params: ({ schema }) => _`{kind: ${schema}}` },
  });
  ajv.addKeyword({
    keyword: "closed",
    type: "object",
    schemaType: "boolean",
    code: closed,
    error: { message: "", params: ({ params }) => _`{key: ${params.key}, known: ${params.known}}` },
  });
  ajv.addKeyword({
    keyword: "ignored",
    schemaType: "string",
    code: present,
    error: { message: "", params: ({ schema }) => _`{why: ${schema}}` },
  });
  for (const name of readdirSync(SCHEMAS)) {
    if (name.endsWith(".json")) ajv.addSchema(JSON.parse(readFileSync(new URL(name, SCHEMAS), "utf8")));
  }
  return ajv;
}
