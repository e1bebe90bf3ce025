/** Which actions and flags of seccomp(2) the kernel has. */
import { errnoName } from "../../common/errno.ts";
import { SECCOMP_ACTIONS, SECCOMP_FLAGS, SECCOMP_NEW_LISTENER } from "../../native/seccomp.ts";
import type { Abilities, Ability, Host } from "./ability.ts";

/** The kernel has looked at the flags, and misses the program. */
const ACCEPTED = "EFAULT";
const WAIT_KILLABLE_RECV = SECCOMP_FLAGS.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;

export function seccompAbilities({ kernel }: Host): Abilities {
  const refused = whyNoFilters(kernel.probeSeccompFlags(0));
  const answer = (known: boolean): Ability => ({
    reason: refused ?? (known ? undefined : "this kernel does not know it"),
  });
  const actions = Object.entries(SECCOMP_ACTIONS).map(([name, action]): [string, Ability] => {
    return [`seccomp.${name}`, answer(kernel.probeSeccompAction(action) === 0)];
  });
  const flags = Object.entries(SECCOMP_FLAGS).map(([name, flag]): [string, Ability] => {
    // it goes with notifications alone
    const whole = flag === WAIT_KILLABLE_RECV ? flag | SECCOMP_NEW_LISTENER : flag;
    return [`seccomp.${name}`, answer(errnoName(kernel.probeSeccompFlags(whole)) === ACCEPTED)];
  });
  return { seccomp: { reason: refused }, ...Object.fromEntries([...actions, ...flags]) };
}

function whyNoFilters(errno: number): string | undefined {
  const word = errnoName(errno);
  if (word === ACCEPTED) return undefined;
  if (word === "EINVAL" || word === "ENOSYS") return "this kernel has no seccomp filters (CONFIG_SECCOMP_FILTER)";
  return `${word}: forbidden by a filter around the runtime`;
}
