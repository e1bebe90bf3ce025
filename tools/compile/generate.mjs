/** The validators, from the schemas. The C++ side of the wire format is made by binding.gyp, as a dependency. */
import { run } from "../command.mjs";
import { bunPath } from "../platform.mjs";

export function generate() {
  run(bunPath(), ["tools/generate-validators.ts"]);
}
