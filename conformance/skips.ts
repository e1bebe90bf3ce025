/** The only list of checks that may be skipped, each with a cause that is probed when the checks run. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cgroupMode, hierarchyOf } from "./harness/cgroups.ts";
import { type Place, probePath } from "./harness/environment.ts";

interface Skip {
  /** Full names of checks; `*` at the end stands for any rest. */
  readonly checks: readonly string[];
  readonly cause: string;
  /** Where it is expected to hold, as docs/fields.md tells; left out: on neither. */
  readonly on?: readonly Place[];
  /** True where the cause holds on this machine. */
  readonly holds: () => boolean;
}

function succeeds(file: string, ...args: readonly string[]): boolean {
  return spawnSync(file, args, { stdio: ["pipe", "pipe", "pipe"] }).status === 0;
}

const SKIPS: readonly Skip[] = [
  {
    checks: ["user: *", "rootless: *"],
    cause: "this kernel or this chroot allows no user namespaces",
    holds: () => !succeeds("unshare", "--user", "true"),
  },
  {
    checks: ["namespaces: mount: the one at a path"],
    cause: "in a chroot: who joins a mount namespace comes to its root, and out of the chroot",
    holds: () => !succeeds("nsenter", "--mount=/proc/self/ns/mnt", "test", "-e", probePath),
  },
  {
    checks: ["rootless: *"],
    cause: "newuidmap is not installed (package uidmap)",
    holds: () => !existsSync("/usr/bin/newuidmap"),
  },
  {
    checks: ["namespaces: time*"],
    cause: "this kernel has no time namespaces",
    holds: () => !existsSync("/proc/self/ns/time"),
  },
  {
    checks: ["cgroup v1: *"],
    cause: "no v1 hierarchies here",
    on: ["vm"],
    holds: () => cgroupMode() === "v2",
  },
  {
    checks: ["cgroup v2: *"],
    cause: "no v2 hierarchy with controllers here",
    on: ["native"],
    holds: () => cgroupMode() !== "v2",
  },
  {
    checks: ["cgroup v1: memory*"],
    cause: "no memory controller in a v1 hierarchy here",
    holds: () => hierarchyOf("memory") === undefined,
  },
  {
    checks: ["cgroup v1: cpu: a burst*"],
    cause: "this kernel has no cpu.cfs_burst_us",
    holds: () => !existsSync(`${hierarchyOf("cpu") ?? ""}/cpu.cfs_burst_us`),
  },
  {
    checks: [
      "seccomp: architectures: calls of i386*",
      "seccomp: calls newer than the profile: those of i386*",
      "seccomp: architectures: the native one, and its 32-bit sibling",
    ],
    cause: "no programs of i386 on this machine",
    holds: () => spawnSync(probePath, ["syscall32", "20"], { encoding: "utf8" }).stdout.includes('"errno":"E'),
  },
];

function matches(pattern: string, id: string): boolean {
  return pattern.endsWith("*") ? id.startsWith(pattern.slice(0, -1)) : pattern === id;
}

function find(id: string, holds: (skip: Skip) => boolean): string | undefined {
  return SKIPS.find((skip) => skip.checks.some((pattern) => matches(pattern, id)) && holds(skip))?.cause;
}

/** Why a check cannot run here; undefined where it can. */
export function skipCause(id: string): string | undefined {
  return find(id, (skip) => skip.holds());
}

/** Why a check is not expected to run in one of the two places, without a look at this machine. */
export function plannedSkip(id: string, place: Place): string | undefined {
  return find(id, (skip) => skip.on?.includes(place) === true);
}
