/** The fields of config.json and of the features document, by our schemas and by the specification's own. */
import { type Field, Schemas } from "../mutations/schema.ts";

/** Sections of other platforms: only that they exist concerns us. */
const FOREIGN = ["/windows", "/solaris", "/vm", "/zos", "/freebsd"];

export function isForeign({ pointer }: Field): boolean {
  return FOREIGN.some((section) => `${pointer}/`.startsWith(`${section}/`));
}

export const upstreamSchemas = process.env.CONFORMANCE_SPEC ?? "";
const ours = new Schemas(new URL("../../schemas/", import.meta.url).pathname);
export const ourFields = ours.fields("config.json");
export const ourFeatureFields = ours.fields("features.json");

/** None where the specification's schemas are not there. */
const theirs = upstreamSchemas === "" ? undefined : new Schemas(upstreamSchemas);
export const upstreamFields = (theirs?.fields("config-schema.json") ?? []).filter(
  (field) => !isForeign(field) || FOREIGN.includes(field.pointer),
);
export const upstreamFeatureFields = theirs?.fields("features-schema.json") ?? [];
