/**
 * The freezer of a container's cgroup: freezer.state on v1 (cgroup-v1/freezer-subsystem.rst), cgroup.freeze on v2
 * (cgroup-v2.rst "Core Interface Files").
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { RuntimeError } from "../../common/errors.ts";
import { sleep } from "../../common/sleep.ts";
import { hasCode } from "../../state/store.ts";
import { writeControl } from "./write.ts";

/** How long freezing may take, milliseconds. */
const PATIENCE = 10_000;
const LONGEST_PAUSE = 10;
/** v1: so many looks without success, and everything is let go before the next try. */
const LOOKS = 50;

/** Returns once everything in the cgroup and below stands still. What cannot be frozen in time is thawed again. */
export function freeze(dir: string, patience: number = PATIENCE): void {
  let frozen = false;
  try {
    frozen = existsSync(`${dir}/freezer.state`) ? freezeV1(dir, patience) : freezeV2(dir, patience);
  } finally {
    // half frozen it would neither run nor be paused
    if (!frozen) thaw(dir);
  }
  if (frozen) return;
  throw new RuntimeError("STEP_FAILED", `unable to freeze ${dir}: not all of it stands still after ${patience} ms`, {
    hint: "a process in it hangs in the kernel (state D in ps); it runs on, try again later",
  });
}

/**
 * While processes appear in it, a v1 cgroup may stay in FREEZING: writing again catches those, and to thaw it for a
 * moment lets a fork come to its end that waits for what is frozen already.
 */
function freezeV1(dir: string, patience: number): boolean {
  const end = Date.now() + patience;
  for (let look = 1; ; look += 1) {
    writeControl(`${dir}/freezer.state`, "FROZEN");
    if (read(`${dir}/freezer.state`) === "FROZEN") return true;
    if (Date.now() >= end) return false;
    if (look % LOOKS === 0) {
      writeControl(`${dir}/freezer.state`, "THAWED");
      sleep(LONGEST_PAUSE);
    } else {
      sleep(Math.min(Math.ceil(look / LOOKS), LONGEST_PAUSE));
    }
  }
}

/** The file says at once what is wanted; cgroup.events says when it is so. */
function freezeV2(dir: string, patience: number): boolean {
  writeControl(`${dir}/cgroup.freeze`, "1");
  const end = Date.now() + patience;
  for (
    let pause = 1;
    !/^frozen 1$/m.test(read(`${dir}/cgroup.events`) ?? "");
    pause = Math.min(pause * 2, LONGEST_PAUSE)
  ) {
    if (Date.now() >= end) return false;
    sleep(pause);
  }
  return true;
}

/** Let it run on. Does nothing where the cgroup has gone, or is of the other version. */
export function thaw(dir: string): void {
  for (const [file, value] of [
    ["freezer.state", "THAWED"],
    ["cgroup.freeze", "0"],
  ] as const) {
    try {
      writeControl(`${dir}/${file}`, value);
    } catch (error) {
      if (!hasCode(error, "ENOENT") && !hasCode(error, "ENODEV")) throw error;
    }
  }
}

/** The cgroup and every one below it: a container may have frozen a part of itself. */
export function thawTree(dir: string): void {
  thaw(dir);
  for (const child of childrenOf(dir)) thawTree(child);
}

function childrenOf(dir: string): string[] {
  try {
    return readdirSync(dir, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [`${dir}/${entry.name}`] : [],
    );
  } catch {
    return [];
  }
}

/** True where the cgroup itself was told to freeze, whether it stands still already or not; its parents do not count. */
export function isFreezing(dir: string): boolean {
  return read(`${dir}/freezer.self_freezing`) === "1" || read(`${dir}/cgroup.freeze`) === "1";
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "latin1").trim();
  } catch {
    return undefined;
  }
}
