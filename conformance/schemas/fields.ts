/** The fields of config.json by our schemas and by the specification's own. */
import { type Field, Schemas } from "../mutations/schema.ts";

/** Sections of other platforms: only that they exist concerns us. */
const FOREIGN = ["/windows", "/solaris", "/vm", "/zos", "/freebsd"];

export function isForeign({ pointer }: Field): boolean {
  return FOREIGN.some((section) => `${pointer}/`.startsWith(`${section}/`));
}

export const upstreamSchemas = process.env.CONFORMANCE_SPEC ?? "";
export const ourFields = new Schemas(new URL("../../schemas/", import.meta.url).pathname).fields("config.json");
/** None where the specification's schemas are not there. */
export const upstreamFields =
  upstreamSchemas === ""
    ? []
    : new Schemas(upstreamSchemas)
        .fields("config-schema.json")
        .filter((field) => !isForeign(field) || FOREIGN.includes(field.pointer));
