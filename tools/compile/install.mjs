/** Put what was built into dist/. Each file is renamed into place, so that a running one is never written to. */
import { chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { repository } from "../command.mjs";

const FILES = [
  ["build/Release/caisson-static", "dist/bin/caisson", 0o755],
  ["build/Release/caisson-static", "dist/lib/caisson/init", 0o755],
  ["build/Release/caisson.node", "dist/lib/caisson/caisson.node", 0o644],
  ["build/engine/engine", "dist/lib/caisson/engine", 0o755],
  ["build/library/index.js", "dist/lib/caisson/index.js", 0o644],
  ["build/library/package.json", "dist/package.json", 0o644],
];
const TYPES = "dist/lib/caisson/types";

function place([from, to, mode]) {
  const target = `${repository}/${to}`;
  const temporary = `${target}.${process.pid}`;
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(`${repository}/${from}`, temporary);
  chmodSync(temporary, mode);
  renameSync(temporary, target);
}

/** dist/ is a package by itself: what package.json says of it, with paths from there, and nothing that builds it. */
function writePackage() {
  const all = JSON.parse(readFileSync(`${repository}/package.json`, "utf8"));
  const kept = ["name", "version", "description", "license", "type", "os", "engines", "exports", "bin"];
  const text = JSON.stringify(Object.fromEntries(kept.map((key) => [key, all[key]])), undefined, 2);
  writeFileSync(`${repository}/build/library/package.json`, `${text.replaceAll("dist/", "")}\n`);
}

export function install() {
  writePackage();
  for (const file of FILES) place(file);
  rmSync(`${repository}/${TYPES}`, { recursive: true, force: true });
  cpSync(`${repository}/build/library/types`, `${repository}/${TYPES}`, { recursive: true });
}
