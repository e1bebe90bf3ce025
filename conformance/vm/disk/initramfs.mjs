// The initramfs: a static shell, and the modules that mount the root disk.
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { EARLY_MODULES } from "./definition.mjs";
import { run } from "./run.mjs";

const here = dirname(fileURLToPath(import.meta.url));

/** Paths of the modules and all that they need, what is needed first; from modules.dep (`module: direct and indirect`). */
function withDependencies(modules, names) {
  const lines = readFileSync(join(modules, "modules.dep"), "utf8").trim().split("\n");
  const needs = new Map(lines.map((line) => line.split(":")).map(([path, rest]) => [path, rest.trim().split(" ")]));
  const ordered = names.flatMap((name) => {
    const path = [...needs.keys()].find((key) => basename(key) === `${name}.ko`);
    if (path === undefined) throw new Error(`the kernel has no module ${name}`);
    return [...needs.get(path).filter(Boolean).reverse(), path];
  });
  return [...new Set(ordered)];
}

export function makeInitramfs({ root, version, made, scratch }) {
  for (const dir of ["bin", "dev", "modules", "root"]) mkdirSync(join(scratch, dir), { recursive: true });
  copyFileSync(join(root, "bin/busybox"), join(scratch, "bin/busybox"));
  copyFileSync(join(here, "initramfs.sh"), join(scratch, "init"));
  for (const program of ["bin/busybox", "init"]) chmodSync(join(scratch, program), 0o755);
  const modules = join(root, "lib/modules", version);
  const paths = withDependencies(modules, EARLY_MODULES);
  for (const path of paths) copyFileSync(join(modules, path), join(scratch, "modules", basename(path)));
  writeFileSync(join(scratch, "modules/order"), `${paths.map((path) => basename(path)).join("\n")}\n`);
  run("sh", ["-c", 'find . | cpio --quiet -o -H newc >"$1"', "sh", join(made, "initramfs")], { cwd: scratch });
}
