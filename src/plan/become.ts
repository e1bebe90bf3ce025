/**
 * From init to the program: the one order in which what init may still do goes, behind the start gate and in an exec.
 */
import * as capabilities from "./areas/capabilities.ts";
import { credentials, umask } from "./areas/credentials.ts";
import * as labels from "./areas/labels.ts";
import * as program from "./areas/process.ts";
import { setLimits } from "./areas/rlimits.ts";
import { loadSeccomp, startCourier } from "./areas/seccomp.ts";
import type { ProcessContext } from "./context.ts";
import type { Step } from "./steps.ts";

export interface Become {
  /** What the agent of a filter that notifies is told of the container. */
  readonly status: Parameters<typeof loadSeccomp>[1];
  readonly setgroups: Parameters<typeof credentials>[1];
}

export function becomeProgram(context: ProcessContext, { status, setgroups }: Become): Step[] {
  const seccomp = loadSeccomp(context, status);
  const locked = context.spec.process?.noNewPrivileges === true;
  return [
    // Before limits on processes, and before a scheduling policy under which it would never get a turn beside init.
    ...startCourier(context),
    ...labels.setLabels(context),
    // While init still has CAP_CHOWN, CAP_SYS_RESOURCE and the right to read any passwd.
    ...program.ownStdio(context),
    ...setLimits(context),
    ...program.defaultHome(context),
    ...umask(context),
    ...capabilities.noNewPrivileges(context),
    // Without no_new_privs a filter needs CAP_SYS_ADMIN, which is about to go (seccomp(2)).
    ...(locked ? [] : seccomp),
    ...capabilities.boundCapabilities(context),
    // Before the sets: changing the ids clears them (capabilities(7)).
    ...credentials(context, setgroups),
    ...capabilities.setCapabilities(context),
    ...program.enterCwd(context),
    // With no_new_privs the filter can be last, so that it need not allow what came before.
    ...(locked ? seccomp : []),
    ...program.execute(context),
  ];
}
