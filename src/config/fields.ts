/**
 * The fields of config.json as the schemas have them. Read from schemas/ at run time, so for tests and tools only: they use
 * it to prove that every field is handled somewhere.
 */
import { readFileSync } from "node:fs";
import { pointer } from "../common/pointer.ts";

export interface Field {
  /** JSON pointer with `*` for an item of a list or a free key, as in `/process/args/*`. */
  readonly pointer: string;
  /** `ignored`: a warning where it asks for something. */
  readonly status: "supported" | "ignored";
}

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly definitions?: Readonly<Record<string, Schema>>;
  readonly ignored?: string;
}

/** Every leaf, in the order of the schemas. */
export function schemaFields(name = "config.json"): Field[] {
  return leaves({ schema: load(name), file: name }, "");
}

interface Place {
  readonly schema: Schema;
  readonly file: string;
}

function load(name: string): Schema {
  return JSON.parse(readFileSync(new URL(`../../schemas/${name}`, import.meta.url), "utf8")) as Schema;
}

function leaves(place: Place, at: string): Field[] {
  const { schema, file } = followed(place);
  if (schema.ignored !== undefined) return [{ pointer: at, status: "ignored" }];
  if (schema.properties !== undefined) {
    return Object.entries(schema.properties).flatMap(([key, member]) => {
      return leaves({ schema: member, file }, pointer(at, key));
    });
  }
  const member = schema.items ?? schema.additionalProperties;
  return member === undefined ? [{ pointer: at, status: "supported" }] : leaves({ schema: member, file }, `${at}/*`);
}

/** Follows `file.json#/definitions/name`, `#/definitions/name` and `file.json`. */
function followed({ schema, file }: Place): Place {
  if (schema.$ref === undefined) return { schema, file };
  const [target = "", fragment] = schema.$ref.split("#");
  const next = target === "" ? file : target;
  const definition = fragment?.replace("/definitions/", "");
  const root = load(next);
  const found = definition === undefined ? root : root.definitions?.[definition];
  if (found === undefined) throw new Error(`${schema.$ref} in ${file} leads nowhere`);
  return followed({ schema: found, file: next });
}
