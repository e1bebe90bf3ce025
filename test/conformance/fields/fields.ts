/** The rows of docs/fields.md: leaves of the schemas, with each mount option in the place of the one leaf for all. */
import { type Field, schemaFields } from "../../../src/config/fields.ts";
import { MOUNT_OPTIONS } from "../../../src/config/mount-options.ts";

const ANY_OPTION = "/mounts/*/options/*";

/** Options by name, as if they were keys; `*` is what is left, the options of file systems. */
export function provableFields(): Field[] {
  const named = [...MOUNT_OPTIONS.keys()].map((name) => `/mounts/*/options/${name}`);
  return schemaFields().flatMap((field) => {
    return field.pointer === ANY_OPTION ? [...named, ANY_OPTION].map((pointer) => ({ ...field, pointer })) : [field];
  });
}
