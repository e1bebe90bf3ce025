/**
 * The validators, from the schemas, and the C++ side of the wire format. Before make starts: it would not see in the
 * same run that a header changed which one of its own actions wrote.
 */
import { run } from "../command.mjs";
import { bunPath } from "../platform.mjs";

export function generate() {
  for (const tool of ["generate-validators", "generate-wire"]) run(bunPath(), [`tools/${tool}.ts`]);
}
