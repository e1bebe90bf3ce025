/** Builds a driver of this folder against init's own sources, with sanitizers; they cannot be linked statically. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";
// writes build/generated/wire.gen.h where it is out of date
import "../../tools/generate-wire.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const FLAGS = [
  "-std=c++20",
  "-D_GNU_SOURCE",
  "-g",
  "-O1",
  "-fno-rtti",
  "-fno-exceptions",
  "-Wall",
  "-Wextra",
  "-Werror",
];
const SANITIZERS = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"];

const directory = mkdtempSync(join(tmpdir(), "caisson-init-"));
afterAll(() => rmSync(directory, { recursive: true }));

function compile(output: string, ...args: readonly string[]): string | undefined {
  const result = spawnSync("g++", [...FLAGS, ...SANITIZERS, "-o", output, ...args], { cwd: root, encoding: "utf8" });
  return result.status === 0 ? undefined : (result.error?.message ?? result.stderr);
}

/** Why sanitizers cannot be used on this machine; undefined where they can. */
function missingSanitizers(): string | undefined {
  const source = join(directory, "probe.cc");
  writeFileSync(source, "int main() { return 0; }\n");
  return compile(join(directory, "probe"), source);
}

const missing = missingSanitizers();
/** True where nothing can be built; the reason is printed. */
export const cannotBuild = missing !== undefined;
if (cannotBuild) console.warn(`skipped: g++ with sanitizers is missing: ${missing}`);

/** The path of the executable. `sources` are relative to the repository. */
export function buildDriver(name: string, sources: readonly string[]): string {
  const output = join(directory, name);
  const include = ["-Iaddon", "-Ibuild/generated"];
  const failure = compile(output, ...include, join("test", "init", "driver", `${name}.cc`), ...sources);
  if (failure !== undefined) throw new Error(failure);
  return output;
}

/** The items as the drivers read them. */
export function items(all: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    all.flatMap((item) => {
      const size = Buffer.alloc(4);
      size.writeUInt32LE(item.length);
      return [size, item];
    }),
  );
}

/** The output for each item. Throws with the sanitizer's report where the driver crashed. */
export function answersFor(driver: string, all: readonly Uint8Array[]): string[] {
  const result = spawnSync(driver, [], { input: items(all), encoding: "utf8", maxBuffer: 1 << 28 });
  if (result.status !== 0) throw new Error(`${result.signal ?? result.status}: ${result.stderr}`);
  return result.stdout.split("\0").slice(0, -1);
}
