/** The TypeScript as one executable. Every flag here decides start-up time or safety. */
import { mkdirSync, readFileSync } from "node:fs";
import { output, repository, run } from "../command.mjs";
import { bunPath } from "../platform.mjs";

/** Bun runs these files from the caller's directory otherwise: code of anybody's, run by root. */
const NO_AUTOLOAD = ["dotenv", "bunfig", "tsconfig", "package-json"].map((file) => `--no-compile-autoload-${file}`);

function commit() {
  return output("git", ["describe", "--always", "--dirty", "--exclude=*", "--abbrev=40"]) ?? "unknown";
}

export function buildEngine() {
  const { version } = JSON.parse(readFileSync(`${repository}/package.json`, "utf8"));
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
    `--define=CAISSON_VERSION=${JSON.stringify(version)}`,
    `--define=CAISSON_COMMIT=${JSON.stringify(commit())}`,
    "--outfile=build/engine/engine",
    "src/main.ts",
  ]);
}
