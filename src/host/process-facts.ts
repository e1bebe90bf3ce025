/** What a plan needs to know of the host for one process, whether create or exec makes it. Reads only. */
import { existsSync, readFileSync } from "node:fs";
import type { Addon } from "../native/addon.ts";
import { RLIMITS } from "../native/rlimits.ts";
import { inUserNamespace } from "../native/user-namespace.ts";
import type { ProcessFacts } from "../plan/facts.ts";
import { caller } from "./caller.ts";
import { textOf } from "./read.ts";

const CAP_SYS_ADMIN = 21n;

export class HostProcessFacts implements ProcessFacts {
  readonly inUserNamespace = inUserNamespace();
  readonly setgroupsDenied = this.inUserNamespace && readFileSync("/proc/self/setgroups", "latin1").trim() === "deny";
  readonly privileged: boolean;
  readonly lastCapability = Number(readFileSync("/proc/sys/kernel/cap_last_cap", "latin1"));
  readonly callerNofile: ProcessFacts["callerNofile"];
  readonly hardLimits: ProcessFacts["hardLimits"];

  /** `rlimits`: OCI names whose hard limits are looked at. */
  constructor(addon: Addon, rlimits: readonly string[]) {
    this.privileged = ((addon.effectiveCapabilities() >> CAP_SYS_ADMIN) & 1n) === 1n;
    this.callerNofile = caller().nofile ?? addon.getLimit(RLIMITS.RLIMIT_NOFILE ?? 7);
    this.hardLimits = Object.fromEntries(rlimits.map((name) => [name, addon.getLimit(RLIMITS[name] ?? 0).hard]));
  }

  get apparmor(): boolean {
    return textOf("/sys/module/apparmor/parameters/enabled") === "Y";
  }

  get selinux(): boolean {
    // with the policy that is loaded; without one, the file system of SELinux has no say
    return existsSync("/sys/fs/selinux/enforce");
  }
}
