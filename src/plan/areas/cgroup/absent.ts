/** The error where a limit's controller is not to be had: which, why, and what to do about it. */
import { RuntimeError } from "../../../common/errors.ts";
import type { Absence } from "../../facts.ts";
import type { BothNames, LimitFacts } from "./limit.ts";

interface Words {
  readonly message: (name: string) => string;
  readonly hint: string;
}

const WORDS: Readonly<Record<Absence, Words>> = {
  kernel: {
    message: (name) => `this kernel has no ${name} cgroup controller`,
    hint: "use a kernel that was built with it, or leave the limit out",
  },
  disabled: {
    message: (name) => `the ${name} cgroup controller is disabled`,
    hint: "take it out of cgroup_disable= on the kernel's command line, or leave the limit out",
  },
  unmounted: {
    message: (name) => `the ${name} cgroup controller is mounted nowhere`,
    hint: "mount it below /sys/fs/cgroup (mount -t cgroup -o NAME), or leave the limit out",
  },
  unified: {
    message: (name) => `the ${name} cgroup controller is in the v2 hierarchy, and containers here are in those of v1`,
    hint: "boot with all controllers in one version (systemd.unified_cgroup_hierarchy=), or leave the limit out",
  },
  elsewhere: {
    message: (name) => `the ${name} cgroup controller is in a v1 hierarchy that is not mounted here`,
    hint: "mount that hierarchy below /sys/fs/cgroup, or free the controller of it, or leave the limit out",
  },
  undelegated: {
    message: (name) => `the ${name} cgroup controller is not delegated to the runtime's cgroup`,
    hint: "delegate it (Delegate= of the systemd unit, or cgroup.subtree_control of the parents), or leave the limit out",
  },
};

const UNKNOWN: Words = {
  message: (name) => `this host gives the runtime no ${name} cgroup controller`,
  hint: "mount the controller, delegate it to the runtime's cgroup, or leave the limit out",
};

/** `this kernel has no rdma cgroup controller`; in general words where it is not known why. */
export function whyAbsent(why: Absence | undefined, controller: string): string {
  return wordsFor(why).message(controller);
}

function wordsFor(why: Absence | undefined): Words {
  return why === undefined ? UNKNOWN : WORDS[why];
}

export function absent(facts: LimitFacts, names: BothNames, from: string): RuntimeError {
  const { message, hint } = wordsFor(facts.absentControllers[names.v1]);
  const name = facts.cgroup.mode === "v2" ? names.v2 : names.v1;
  return new RuntimeError("UNSUPPORTED_HOST", message(name), { from, hint });
}
