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

function missingNeeds(command) {
  return NEEDS[command].filter((need) => !need.present());
}

function names(needs) {
  return needs.map((need) => need.package);
}

function required(needs) {
  return names(needs.filter((need) => !need.optional));
}

function refuse(missing, { root, debian }) {
  const list = missing.join(" ");
  const lines = [];
  if (missing.length > 0)
    lines.push(debian ? `missing packages: ${list}` : `missing, by their names in Debian: ${list}`);
  if (missing.length > 0 && debian) lines.push(`root can install them with: apt-get install ${list}`);
  if (!root) lines.push("missing: root; containers are made and looked into as root here");
  throw new CommandFailed(lines.join("\n"));
}

/** Throws CommandFailed, with all that is missing, where it is not root's, or not Debian's apt's, to mend. */
export function installPackages(command) {
  const root = process.geteuid?.() === 0;
  const debian = isDebian();
  const missing = missingNeeds(command);
  const needed = required(missing);
  if (!root || (needed.length > 0 && !debian)) refuse(needed, { root, debian });
  if (missing.length === 0 || !debian) return;
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  run("apt-get", ["update", "-qq"], { env });
  run("apt-get", ["install", "-qq", "-y", "--no-install-recommends", ...names(missing)], { env });
  const still = required(missingNeeds(command));
  if (still.length > 0) throw new CommandFailed(`still missing after apt-get install: ${still.join(" ")}`);
}
