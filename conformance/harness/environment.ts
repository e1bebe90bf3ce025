/** What the enclave tells the checks: the runtime under test, the guest probe, a directory for all that is made. */
import { spawnSync } from "node:child_process";

export interface RuntimeUnderTest {
  /** Absolute. */
  readonly path: string;
  /** First word of `--version`: `caisson`, `runc`, `crun`. */
  readonly name: string;
  /** Such as `1.1.5+ds1`. */
  readonly version: string;
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`${name} is not set: run the checks by npm run conformance`);
  return value;
}

function identify(path: string): RuntimeUnderTest {
  const done = spawnSync(path, ["--version"], { encoding: "utf8", stdio: ["pipe", "pipe", "pipe"] });
  const words = /^(\S+) version (\S+)/.exec(done.stdout ?? "");
  return { path, name: words?.[1] ?? "unknown", version: words?.[2] ?? "unknown" };
}

export const runtime = identify(required("CONFORMANCE_RUNTIME"));
export const probePath = required("CONFORMANCE_PROBE");
export const workDirectory = required("CONFORMANCE_WORK");

/** True for every runtime but ours. */
export const isPeer = runtime.name !== "caisson";

/** The machines that docs/fields.md tells about: one with hybrid cgroups, and the boots of the virtual one. */
export type Place = "native" | "vm-v2" | "vm-v1" | "vm-apparmor" | "vm-selinux" | "vm-systemd";

/** Which of them this one is, or is most like: a boot says so (conformance/vm/boots.mjs). */
export const place = (process.env.CONFORMANCE_PLACE ?? "native") as Place;
