/** The library: one JavaScript file for Node, and the types that it names. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { repository, run } from "../command.mjs";
import { bunPath } from "../platform.mjs";
import { definitions } from "./engine.mjs";

const ENTRY = "library/index";
const BUILD = `${repository}/build/library`;

export function buildLibrary() {
  rmSync(BUILD, { recursive: true, force: true });
  mkdirSync(BUILD, { recursive: true });
  run(bunPath(), [
    "build",
    "--target=node",
    "--format=esm",
    "--reject-unresolved",
    ...definitions(),
    "--outfile=build/library/index.js",
    `src/${ENTRY}.ts`,
  ]);
  declare();
}

/** tsc writes the types of every file that is reached; only what the library's own types name is kept. */
function declare() {
  const all = `${BUILD}/declarations`;
  const tsc = `${repository}/node_modules/typescript/bin/tsc`;
  const flags = ["--declaration", "--emitDeclarationOnly", "--noEmit", "false", "--outDir", all, "--rootDir", "src"];
  writeFileSync(`${BUILD}/tsconfig.json`, JSON.stringify(tsconfig()));
  run(process.execPath, [tsc, "--project", `${BUILD}/tsconfig.json`, ...flags]);
  for (const file of reached(all, `${ENTRY}.d.ts`)) copyDeclaration(`${all}/${file}`, `${BUILD}/types/${file}`);
  rmSync(all, { recursive: true });
}

function tsconfig() {
  return { extends: "../../tsconfig.json", include: [`../../src/${ENTRY}.ts`] };
}

const IMPORT = /(from |import\()"(\.[^"]*)\.ts"/g;

function reached(base, entry) {
  const found = new Set([entry]);
  // a Set's iteration goes on to what is added meanwhile
  for (const file of found) {
    const text = readFileSync(`${base}/${file}`, "utf8");
    for (const [, , path] of text.matchAll(IMPORT)) found.add(`${join(dirname(file), path)}.d.ts`);
  }
  return found;
}

/** A package's types name its files as they are when it runs. */
function copyDeclaration(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, readFileSync(from, "utf8").replaceAll(IMPORT, '$1"$2.js"'));
}
