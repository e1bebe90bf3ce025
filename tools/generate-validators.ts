/**
 * Compiles schemas/*.json to standalone validators: src/config/generated/validators.js and its types.
 *
 * Compiling takes ajv about 25 ms and its whole code, so it is done at build time; what is written here needs nothing of
 * ajv. Run with Bun: `bun tools/generate-validators.ts`.
 *
 * The schemas use four keywords of our own:
 * - `integer64: "signed" | "unsigned"`: a 64-bit integer, a bigint where a double cannot hold it;
 * - `closed: true`: keys that `properties` does not name are reported, with the names that it has;
 * - `unsupported: "value" | "map"`: a field of the spec that this version cannot apply; in a map every key asks for
 *   something, elsewhere only values other than null, "", 0, false, {} and [];
 * - `ignored: "why"`: a field of the spec that has no effect here.
 * The last three only report; src/config/translate.ts decides what is an error and what a warning.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { _, Ajv, type KeywordCxt } from "ajv";
import standaloneModule from "ajv/dist/standalone/index.js";

const SCHEMAS = new URL("../schemas/", import.meta.url);
const TARGET = new URL("../src/config/generated/", import.meta.url);

/** Names of the exports, and the schemas that they check. */
const EXPORTS = {
  validateConfig: "config.json",
};

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

function compiler(): Ajv {
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
    keyword: "unsupported",
    schemaType: "string",
    code: present,
    error: { message: "", params: ({ schema }) => _`{kind: ${schema}}` },
  });
  ajv.addKeyword({
    keyword: "ignored",
    schemaType: "string",
    code: present,
    error: { message: "", params: ({ schema }) => _`{why: ${schema}}` },
  });
  return ajv;
}

const TYPES = `/** What a validator found; \`schemaPath\` names the place in the schema. */
export interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** True where the value has the shape; \`errors\` is of the last call. */
export interface Validator {
  (value: unknown): boolean;
  errors?: readonly SchemaError[] | null;
}

${Object.keys(EXPORTS)
  .map((name) => `export declare const ${name}: Validator;`)
  .join("\n")}
`;

function generate(): void {
  const ajv = compiler();
  for (const name of readdirSync(SCHEMAS)) {
    if (name.endsWith(".json")) ajv.addSchema(JSON.parse(readFileSync(new URL(name, SCHEMAS), "utf8")));
  }
  const standalone = (standaloneModule as unknown as { default?: typeof standaloneModule }).default ?? standaloneModule;
  const code = (standalone as (ajv: Ajv, refs: Record<string, string>) => string)(ajv, EXPORTS);
  if (/\brequire\(|\bimport\b/.test(code)) throw new Error("the generated validators are not free of imports");
  mkdirSync(TARGET, { recursive: true });
  writeFileSync(
    new URL("validators.js", TARGET),
    `// Generated by tools/generate-validators.ts from schemas/.\n${code}`,
  );
  writeFileSync(
    new URL("validators.d.ts", TARGET),
    `// Generated by tools/generate-validators.ts from schemas/.\n${TYPES}`,
  );
}

generate();
