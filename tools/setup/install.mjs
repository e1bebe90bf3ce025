/** Installing missing Debian packages, or saying exactly which ones are missing. */
import { readFileSync } from "node:fs";
import { CommandFailed, run } from "../command.mjs";
import { NEEDS } from "./needs.mjs";

function isDebian() {
  try {
    return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync("/etc/os-release", "utf8"));
  } catch {
    return false;
  }
}

export function isRoot() {
  return process.geteuid?.() === 0;
}

function missingPackages(command) {
  return NEEDS[command].filter((need) => !need.present()).map((need) => need.package);
}

/** Throws CommandFailed, with the list, where packages are missing and cannot be installed from here. */
export function installPackages(command) {
  const missing = missingPackages(command);
  if (missing.length === 0) return;
  const list = missing.join(" ");
  if (!isDebian()) throw new CommandFailed(`missing, by the names of their Debian packages: ${list}`);
  if (!isRoot()) throw new CommandFailed(`missing packages: ${list}; install them with: sudo apt-get install ${list}`);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  run("apt-get", ["update", "-qq"], { env });
  run("apt-get", ["install", "-qq", "-y", "--no-install-recommends", ...missing], { env });
  const still = missingPackages(command);
  if (still.length > 0) throw new CommandFailed(`still missing after apt-get install: ${still.join(" ")}`);
}
