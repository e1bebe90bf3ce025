/** What docs/callers.md tells users to write: the suites take it from there, with the paths of this run. */
import { readFileSync } from "node:fs";

const PAGE = new URL("../../docs/callers.md", import.meta.url);
const PATH = "/usr/local/bin/caisson";

/** Text of the `index`-th block of code below a heading, where the runtime has this path and name. */
export function documented({ heading, index = 0 }, { path, name }) {
  const section = readFileSync(PAGE, "utf8")
    .split(/^## /m)
    .find((text) => text.startsWith(`${heading}\n`));
  const blocks = [...(section ?? "").matchAll(/^```\w+\n(.*?)^```$/gms)].map(([, block]) => block);
  const block = blocks[index];
  if (block === undefined) throw new Error(`docs/callers.md has no block ${index} below ${heading}`);
  return block.replaceAll(PATH, "@").replaceAll("caisson", name).replaceAll("@", path);
}
