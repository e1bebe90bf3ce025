/** Put what was built into dist/. Each file is renamed into place, so that a running one is never written to. */
import { chmodSync, copyFileSync, mkdirSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { repository } from "../command.mjs";

const FILES = [
  ["build/Release/caisson-static", "dist/bin/caisson", 0o755],
  ["build/Release/caisson-static", "dist/lib/caisson/init", 0o755],
  ["build/Release/caisson.node", "dist/lib/caisson/caisson.node", 0o644],
  ["build/engine/engine", "dist/lib/caisson/engine", 0o755],
];

function place([from, to, mode]) {
  const target = `${repository}/${to}`;
  const temporary = `${target}.${process.pid}`;
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(`${repository}/${from}`, temporary);
  chmodSync(temporary, mode);
  renameSync(temporary, target);
}

export function install() {
  for (const file of FILES) place(file);
}
