/** Code made from data before anything is compiled: the C++ side of the wire format, and the validators. */
import { run } from "../command.mjs";
import { bunPath } from "./bun.mjs";

const GENERATORS = ["tools/generate-wire.ts", "tools/generate-validators.ts"];

export function generate() {
  for (const script of GENERATORS) run(bunPath(), [script]);
}
