// Where the guest probe is; it is compiled here where the build did not leave an up-to-date one.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const repository = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const sources = join(repository, "conformance/probe");

function upToDate(binary) {
  if (!existsSync(binary)) return false;
  const built = statSync(binary).mtimeMs;
  return readdirSync(sources).every((name) => statSync(join(sources, name)).mtimeMs <= built);
}

/** Absolute path; `fail` is called with what went wrong. */
export function findProbe(fail) {
  const fromBuild = join(repository, "build/Release/guest-probe");
  if (upToDate(fromBuild)) return fromBuild;
  const own = join(repository, "build/conformance/guest-probe");
  if (upToDate(own)) return own;
  mkdirSync(dirname(own), { recursive: true });
  const files = readdirSync(sources).filter((name) => name.endsWith(".cc"));
  const flags = [
    "-std=c++20",
    "-Os",
    "-static",
    "-fno-exceptions",
    "-fno-rtti",
    "-ffunction-sections",
    "-Wl,--gc-sections",
    "-s",
  ];
  const args = [...flags, "-o", own, ...files.map((name) => join(sources, name))];
  const done = spawnSync(process.env.CXX ?? "g++", args, { stdio: ["ignore", "inherit", "inherit"] });
  if (done.status !== 0) fail("the guest probe cannot be compiled");
  return own;
}
