/**
 * The order of everything that executing another process in a container does; as in build.ts, what each part consists of
 * is in areas/. It goes by what create left (ExecTemplate), never by the bundle.
 */
import { RuntimeError } from "../common/errors.ts";
import type { ResolvedSpec } from "../config/resolved.ts";
import * as capabilities from "./areas/capabilities.ts";
import type { MadeCgroup } from "./areas/cgroup/made.ts";
import { entered, joined } from "./areas/cgroup/paths.ts";
import { execCgroups } from "./areas/cgroup/sub.ts";
import * as terminal from "./areas/console.ts";
import { assumeJoinedRoot, setgroupsOfExec } from "./areas/idmap.ts";
import { rejoinResctrl } from "./areas/intel-rdt.ts";
import * as labels from "./areas/labels.ts";
import { handOver } from "./areas/lifecycle.ts";
import { setMemoryPolicy } from "./areas/memory-policy.ts";
import * as namespaces from "./areas/namespaces.ts";
import { adjustOom } from "./areas/oom.ts";
import { setPersonality } from "./areas/personality.ts";
import * as program from "./areas/process.ts";
import { raiseHardLimits } from "./areas/rlimits.ts";
import { reenterRootfs } from "./areas/rootfs.ts";
import { bind, schedule } from "./areas/scheduling.ts";
import { compileSeccomp } from "./areas/seccomp.ts";
import { becomeProgram } from "./become.ts";
import type { ProcessContext } from "./context.ts";
import type { ExecFacts, ExecRequest } from "./facts.ts";
import type { ExecPlan, Step } from "./steps.ts";

/** The container, as create left it. */
export interface ExecTemplate {
  readonly spec: Pick<ResolvedSpec, "namespaces" | "seccomp" | "personality" | "memoryPolicy">;
  readonly cgroups: readonly MadeCgroup[];
  readonly resctrl: readonly { readonly mount: string; readonly dir: string; readonly from: string }[];
  /** Name of its filter in the cache. */
  readonly filter: string | undefined;
}

interface ExecContext extends ProcessContext {
  readonly template: ExecTemplate;
  readonly facts: ExecFacts;
  readonly request: ExecRequest;
}

/** Pure, as buildPlan is. Throws RuntimeError USAGE or UNSUPPORTED_HOST where the request asks for what is not there. */
export function buildExecPlan(template: ExecTemplate, facts: ExecFacts, request: ExecRequest): ExecPlan {
  const context: ExecContext = {
    template,
    facts,
    request,
    spec: { ...template.spec, process: request.process },
    userNamespace: facts.namespaces.includes("user") ? "joined" : "none",
  };
  const setUp = relocated(request, () => prepare(context));
  // the hooks are of the container's own process
  const rest = relocated(request, () =>
    becomeProgram(context, { status: "running", setgroups: setgroupsOfExec(context) }),
  );
  const program = setUp.findLastIndex(({ at }) => at === "host") + 1;
  return { steps: [...setUp, ...rest], program, warnings: capabilities.capabilityWarnings(context) };
}

function prepare(context: ExecContext): Step[] {
  const { template, request } = context;
  const goals = execCgroups(template.cgroups, request);
  return [
    // ── host ──
    ...compileSeccomp(context, template.filter),
    namespaces.spawnBeside(request),
    // config.md "execCPUAffinity": before the process is in the container's cgroup, whose cpuset may bind it closer
    ...bind(context, "initial"),
    // Like a cgroup's, its limits hold for what init forks.
    ...rejoinResctrl(template.resctrl),
    // These want init outside the container's user namespace.
    ...adjustOom(context),
    ...raiseHardLimits(context),
    ...joined(goals),

    // ── init ──
    // Before the namespaces, in which the paths mean something else: and nothing of init ever runs in there unlimited.
    ...entered(goals),
    ...labels.openProcfs(context),
    // While its path is one of the host's.
    ...reenterRootfs({ spec: template.spec, stateDir: request.stateDir }),
    ...namespaces.enterNamespaces(context),
    ...assumeJoinedRoot(context),
    ...namespaces.forkInside(context),
    // A session before the terminal: only a session leader gets a controlling one (ioctl_tty(2), TIOCSCTTY).
    program.createSession(),
    ...program.joinKeyring(context),
    ...terminal.openExecConsole(context),
    // By the task that executes the program: nobody else may write its label.
    ...labels.openLabels(context),
    ...terminal.attachConsole(context),
    ...program.checkProgram(context),
    ...setPersonality(context),
    ...setMemoryPolicy(context),

    // ── host: a barrier only where one of these is wanted ──
    ...terminal.sendConsole(context),
    ...terminal.keepConsole(context),
    ...bind(context, "final"),
    // In its cgroups, and late, as in create.
    ...schedule(context),
    // Before the program runs: what the caller waits for is there, or the program never was.
    ...handOver(context),
  ];
}

/** The steps, and errors about them, with the places where the caller asked for them. */
function relocated(request: ExecRequest, make: () => Step[]): Step[] {
  try {
    return make().map((step) => ({ ...step, from: originOf(step.from, request) }));
  } catch (error) {
    if (!(error instanceof RuntimeError) || error.from === undefined) throw error;
    const { code, message, hint } = error;
    const from = originOf(error.from, request);
    throw new RuntimeError(code, message, { from, ...(hint === undefined ? {} : { hint }), cause: error });
  }
}

function originOf(from: string, { origins }: ExecRequest): string {
  for (const [place, origin] of origins) {
    if (from !== place && !from.startsWith(`${place}/`)) continue;
    return origin.startsWith("process:") ? `${origin}${from.slice(place.length)}` : origin;
  }
  return from;
}
