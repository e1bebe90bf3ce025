/** linux.namespaces: which are made by the clone, which by init itself, and which are joined. */
import type { ResolvedNamespace } from "../../config/resolved.ts";
import { isNew, namespaceOf, type PlanContext } from "../context.ts";
import type { ExecFacts } from "../facts.ts";
import type { HostStep, InitStep, NamespaceType } from "../steps.ts";

export const handles: readonly string[] = ["/linux/namespaces"];

const FROM = "/linux/namespaces";
/** Those that neither need a child, nor a cgroup entered before, nor a map. */
const SIMPLE: readonly NamespaceType[] = ["network", "mount", "ipc", "uts"];
/** The mount namespace is last: joining it changes what all paths mean. */
const JOIN_ORDER: readonly NamespaceType[] = ["network", "ipc", "uts", "cgroup", "time", "pid", "mount"];

/**
 * Who joins a PID namespace, or makes a time namespace, is not in it: only its children are (pid_namespaces(7),
 * time_namespaces(7)). A new PID namespace that a user namespace shall own cannot come with the clone either.
 */
export function forks(context: PlanContext): boolean {
  const pid = namespaceOf(context, "pid");
  if (pid?.path !== undefined || isNew(context, "time")) return true;
  return pid !== undefined && context.userNamespace !== "none";
}

/**
 * The clone makes what it can, in one system call. It makes nothing where the user namespace must own the others, and
 * nothing where init forks: the first process of a PID namespace cannot fork a sibling (clone(2), CLONE_PARENT: EINVAL).
 */
export function spawn(context: PlanContext): HostStep {
  const alone = context.userNamespace !== "none" || forks(context);
  const types: readonly NamespaceType[] = ["pid", ...SIMPLE];
  const namespaces = alone ? [] : types.filter((type) => isNew(context, type));
  return { at: "host", op: "init.spawn", from: FROM, namespaces, keepFds: context.request.keepFds };
}

/** exec: a process like init, that enters what there is. */
export function spawnBeside({ keepFds }: { readonly keepFds: number }): HostStep {
  return { at: "host", op: "init.spawn", from: "default:exec", namespaces: [], keepFds };
}

interface Joined {
  readonly slot: number;
  readonly type: NamespaceType;
  readonly path: string;
  readonly from: string;
}

function joined(context: PlanContext): Joined[] {
  return context.spec.namespaces
    .filter((ns): ns is ResolvedNamespace & { path: string } => ns.path !== undefined)
    .map(({ type, path, from }, slot) => ({ slot, type, path, from }));
}

export function openNamespaces(context: PlanContext): InitStep[] {
  return joined(context).map(({ slot, type, path, from }) => ({ at: "init", op: "ns.open", from, slot, type, path }));
}

/**
 * With privilege everything is joined before the user namespace, which has none over namespaces that are not its own
 * (user_namespaces(7)); without privilege it is the user namespace that gives it.
 */
export function joinBeforeUser(context: PlanContext): InitStep[] {
  return joinsFirst(context) ? joinAll(context) : [];
}

export function joinAfterUser(context: PlanContext): InitStep[] {
  return joinsFirst(context) ? [] : joinAll(context);
}

function joinsFirst(context: PlanContext): boolean {
  return context.userNamespace === "none" || context.facts.privileged;
}

function joinAll(context: PlanContext): InitStep[] {
  const all = joined(context);
  return JOIN_ORDER.flatMap((type) => all.filter((ns) => ns.type === type)).map(toJoin);
}

function toJoin({ slot, type, from }: Joined): InitStep {
  return { at: "init", op: "ns.join", from, slot, type };
}

export function enterUserNamespace(context: PlanContext): InitStep[] {
  const user = namespaceOf(context, "user");
  if (user === undefined) return [];
  if (user.path === undefined) return [{ at: "init", op: "ns.unshare", from: user.from, types: ["user"] }];
  return joined(context)
    .filter((ns) => ns.type === "user")
    .map(toJoin);
}

/** exec: whatever the container's init is in by now, even where config.json names paths. */
export function enterNamespaces({ facts }: { readonly facts: ExecFacts }): InitStep[] {
  return facts.namespaces.length === 0 ? [] : [{ at: "init", op: "ns.enter", from: FROM, types: facts.namespaces }];
}

/** As in forks: only a child is in them. */
export function forkInside({ facts }: { readonly facts: ExecFacts }): InitStep[] {
  if (!facts.namespaces.includes("pid") && !facts.namespaces.includes("time")) return [];
  return [{ at: "init", op: "init.fork", from: FROM, types: [] }];
}

/** What the clone left for init to make. */
export function unshareRest(context: PlanContext): InitStep[] {
  const made = spawn(context);
  const cloned = made.op === "init.spawn" ? made.namespaces : [];
  return unshare(
    context,
    SIMPLE.filter((type) => isNew(context, type) && !cloned.includes(type)),
  );
}

/** By unshare, not by a clone, which would enter it at once, and that freezes its offsets. */
export function unshareTime(context: PlanContext): InitStep[] {
  return unshare(context, isNew(context, "time") ? ["time"] : []);
}

export function forkInto(context: PlanContext): InitStep[] {
  if (!forks(context)) return [];
  const types: readonly NamespaceType[] = isNew(context, "pid") ? ["pid"] : [];
  return [{ at: "init", op: "init.fork", from: originOf(context, types), types }];
}

export function unshareCgroup(context: PlanContext): InitStep[] {
  return unshare(context, isNew(context, "cgroup") ? ["cgroup"] : []);
}

function unshare(context: PlanContext, types: readonly NamespaceType[]): InitStep[] {
  if (types.length === 0) return [];
  return [{ at: "init", op: "ns.unshare", from: originOf(context, types), types }];
}

/** The one entry that asked for it, or the list of them. */
function originOf(context: PlanContext, types: readonly NamespaceType[]): string {
  const [only, ...more] = types;
  if (only === undefined) return (namespaceOf(context, "pid") ?? namespaceOf(context, "time"))?.from ?? FROM;
  return more.length > 0 ? FROM : (namespaceOf(context, only)?.from ?? FROM);
}

/** A new network namespace has a loopback device that is down (network_namespaces(7)). */
export function raiseLoopback(context: PlanContext): InitStep[] {
  if (!isNew(context, "network")) return [];
  return [{ at: "init", op: "loopback.up", from: namespaceOf(context, "network")?.from ?? FROM }];
}
