/** The Debian packages that a suite drives, installed where they are missing. */
import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";

const ENV = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };

/** dpkg-query(1): one of its fields. */
const STATUS = ["$", "{db:Status-Status}"].join("");

function isInstalled(name) {
  const { status, stdout } = spawnSync("dpkg-query", ["-W", "-f", STATUS, name], { encoding: "utf8" });
  return status === 0 && stdout === "installed";
}

/** While it runs, no package starts the service that it brings (invoke-rc.d(8)). */
function withoutServices(action) {
  const policy = "/usr/sbin/policy-rc.d";
  if (existsSync(policy)) return action();
  writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    return action();
  } finally {
    rmSync(policy);
  }
}

function apt(...args) {
  const { status, stderr, error } = spawnSync("apt-get", args, { encoding: "utf8", env: ENV });
  if (error !== undefined) return error.message;
  return status === 0 ? undefined : stderr.trim().split("\n").at(-1);
}

/** Installs those of `names` that are missing; returns why it could not, or undefined. */
export function installPackages(names) {
  if (spawnSync("dpkg-query", ["--version"]).error !== undefined) return "not a Debian";
  const missing = names.filter((name) => !isInstalled(name));
  if (missing.length === 0) return undefined;
  console.log(`installing ${missing.join(" ")}`);
  apt("update", "-qq"); // where there is no network, what is in the lists may do
  const cause = withoutServices(() => apt("install", "-qq", "-y", "--no-install-recommends", ...missing));
  return cause === undefined ? undefined : `could not install ${missing.join(" ")}: ${cause}`;
}
