/** node_modules as package-lock.json has it. */
import { readdirSync, readFileSync } from "node:fs";
import { repository, run } from "../command.mjs";

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

const LIBC = readdirSync("/lib").some((name) => name.startsWith("ld-musl-")) ? "musl" : "glibc";

/** True where this machine cannot use the package, so that npm leaves it out. */
function foreign({ os, cpu, libc }) {
  const wanted = [
    [os, process.platform],
    [cpu, process.arch],
    [libc, LIBC],
  ];
  return wanted.some(([list, own]) => list !== undefined && !list.includes(own));
}

/** Optional only because each platform has another. */
const NEEDED = /@(oven|biomejs)\//;

function isInstalled([path, entry]) {
  if (path === "" || foreign(entry)) return true;
  const installed = readJson(`${repository}/${path}/package.json`);
  return installed === undefined ? entry.optional === true && !NEEDED.test(path) : installed.version === entry.version;
}

/** npm ci, where a locked package is missing or has another version. */
export function installModules() {
  const lock = readJson(`${repository}/package-lock.json`);
  if (Object.entries(lock.packages).every(isInstalled)) return;
  run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
}
