/** What our validation and the specification's schemas say of the same text. */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { normalise } from "../../src/config/normalise.ts";
import { read } from "../../src/config/read.ts";
import { validate } from "../../src/config/validate.ts";
import { schemaCompiler } from "../../tools/schema-compiler.ts";

export type Verdict = "accepted" | "refused";

/** Ours is that of the whole: of reading, schemas and rules. */
export function ourVerdict(text: string): Verdict {
  try {
    return validate(read(Buffer.from(text))).problems.length === 0 ? "accepted" : "refused";
  } catch {
    return "refused";
  }
}

/** Of a features document, by schemas/features.json. As in config.json, null is as good as absent (features.md). */
export function ourFeaturesJudge(): (text: string) => Verdict {
  const valid = schemaCompiler().getSchema("features.json");
  if (valid === undefined) throw new Error("no features.json");
  return (text) => {
    try {
      const document = read(Buffer.from(text));
      normalise(document);
      return valid(document) === true ? "accepted" : "refused";
    } catch {
      return "refused";
    }
  };
}

/** One reference of defs.json lacks its slash, which strict readers refuse. */
const [BROKEN, WHOLE] = ['"#definitions/', '"#/definitions/'];

/** As their README says: draft-04, each file by its name. */
export function upstreamJudge(directory: string, root: string): (text: string) => Verdict {
  // a CommonJS module, whose types do not fit its face under ESM
  const Ajv = createRequire(import.meta.url)("ajv-draft-04") as new (options: object) => Compiler;
  const ajv = new Ajv({ strict: false, logger: false });
  for (const name of readdirSync(directory).filter((name) => name.endsWith(".json")))
    ajv.addSchema(JSON.parse(readFileSync(join(directory, name), "utf8").replaceAll(BROKEN, WHOLE)), name);
  const valid = ajv.getSchema(root);
  if (valid === undefined) throw new Error(`no ${root}`);
  return (text) => {
    try {
      return valid(JSON.parse(text)) ? "accepted" : "refused";
    } catch {
      return "refused";
    }
  };
}

interface Compiler {
  addSchema(schema: unknown, name: string): void;
  getSchema(name: string): ((value: unknown) => boolean) | undefined;
}
