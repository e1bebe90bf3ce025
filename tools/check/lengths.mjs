/** No source file is longer than 400 lines. Prints those that are; exit status 1 if there are any. */
import { readdirSync, readFileSync } from "node:fs";
import { repository } from "../command.mjs";

const LONGEST = 400;
const FOLDERS = ["src", "addon", "test", "conformance", "tools"];
const SOURCE = /\.(ts|mjs|cjs|cc|h)$/;
/** Made by programs, or data. */
const EXEMPT = /(^|\/)(generated|golden|fixtures|node_modules)\//;

function files(folder) {
  try {
    return readdirSync(`${repository}/${folder}`, { recursive: true }).map((name) => `${folder}/${name}`);
  } catch {
    return [];
  }
}

const long = FOLDERS.flatMap(files)
  .filter((name) => SOURCE.test(name) && !EXEMPT.test(name))
  .map((name) => ({ name, lines: readFileSync(`${repository}/${name}`, "utf8").split("\n").length - 1 }))
  .filter(({ lines }) => lines > LONGEST);

for (const { name, lines } of long) console.error(`${name}: ${lines} lines; the limit is ${LONGEST}`);
process.exitCode = long.length === 0 ? 0 : 1;
