/** The TypeScript as one executable. Every flag here decides start-up time or safety. */
import { mkdirSync, readFileSync } from "node:fs";
import { output, repository, run } from "../command.mjs";
import { bunPath } from "../platform.mjs";

/** Bun runs these files from the caller's directory otherwise: code of anybody's, run by root. */
const NO_AUTOLOAD = ["dotenv", "bunfig", "tsconfig", "package-json"].map((file) => `--no-compile-autoload-${file}`);

/** What the sources know of the build (src/cli/version.ts). */
export function definitions() {
  const { version } = JSON.parse(readFileSync(`${repository}/package.json`, "utf8"));
  const values = { CAISSON_VERSION: version, CAISSON_COMMIT: commit() };
  return Object.entries(values).map(([name, value]) => `--define=${name}=${JSON.stringify(value)}`);
}

function commit() {
  return output("git", ["describe", "--always", "--dirty", "--exclude=*", "--abbrev=40"]) ?? "unknown";
}

export function buildEngine() {
  mkdirSync(`${repository}/build/engine`, { recursive: true });
  run(bunPath(), [
    "build",
    "--compile",
    "--bytecode",
    "--format=esm",
    "--splitting",
    "--minify",
    "--reject-unresolved",
    // a process of ten milliseconds never earns back what it spends on compiling to machine code
    "--compile-jit-policy=1000",
    ...NO_AUTOLOAD,
    ...definitions(),
    "--outfile=build/engine/engine",
    "src/main.ts",
  ]);
}
