/** linux.uidMappings and linux.gidMappings of a new user namespace, and becoming its root. */
import { RuntimeError } from "../../common/errors.ts";
import type { PlanContext, ProcessContext } from "../context.ts";
import type { HostStep, IdMapping, InitStep } from "../steps.ts";

export const handles: readonly string[] = ["/linux/uidMappings", "/linux/gidMappings"];

const UIDS = "/linux/uidMappings";
const GIDS = "/linux/gidMappings";

/** Group ids first: without privilege setgroups must be denied before, and that is final (user_namespaces(7)). */
export function writeMaps(context: PlanContext): HostStep[] {
  if (context.userNamespace !== "new") return [];
  const { facts, spec } = context;
  const uidHelper = helperFor({
    mappings: spec.uidMappings,
    own: facts.euid,
    privileged: facts.privileged,
    helper: facts.newuidmap,
    from: UIDS,
  });
  return [
    {
      at: "host",
      op: "idmap.write",
      from: GIDS,
      kind: "gid",
      mappings: spec.gidMappings,
      helper: gidHelper(context),
      denySetgroups: deniesSetgroups(context),
    },
    {
      at: "host",
      op: "idmap.write",
      from: UIDS,
      kind: "uid",
      mappings: spec.uidMappings,
      helper: uidHelper,
      denySetgroups: false,
    },
  ];
}

/**
 * True where the container's processes cannot call setgroups: an unprivileged user mapped but its own group, or the
 * runtime's own user namespace forbids it already, as that of `unshare -r` does.
 */
function deniesSetgroups(context: PlanContext): boolean {
  const { setgroupsDenied, privileged } = context.facts;
  if (context.userNamespace !== "new") return context.userNamespace === "none" && setgroupsDenied;
  return setgroupsDenied || (!privileged && gidHelper(context) === undefined);
}

/** Whether the process may drop its groups; of a namespace that an ordinary user joined nobody knows. */
export function setgroupsOf(context: PlanContext): "allowed" | "denied" {
  return deniesSetgroups(context) || joinedWithout(context) ? "denied" : "allowed";
}

/** The same in an exec, which makes no user namespace. */
export function setgroupsOfExec(context: ProcessContext): "allowed" | "denied" {
  const denied = context.userNamespace === "none" && context.facts.setgroupsDenied;
  return denied || joinedWithout(context) ? "denied" : "allowed";
}

function joinedWithout({ userNamespace, facts }: ProcessContext): boolean {
  return userNamespace === "joined" && !facts.privileged;
}

function gidHelper({ spec, facts }: PlanContext): string | undefined {
  const { egid: own, privileged, newgidmap: helper } = facts;
  return helperFor({ mappings: spec.gidMappings, own, privileged, helper, from: GIDS });
}

interface HelperQuestion {
  readonly mappings: readonly IdMapping[];
  readonly own: number;
  readonly privileged: boolean;
  readonly helper: string | undefined;
  readonly from: string;
}

/** newuidmap or newgidmap; undefined where the runtime may write the map itself: it has the privilege, or maps itself alone. */
function helperFor({ mappings, own, privileged, helper, from }: HelperQuestion): string | undefined {
  const [only, ...more] = mappings;
  const selfAlone = more.length === 0 && only?.size === 1 && only.hostID === own;
  if (privileged || selfAlone) return undefined;
  if (helper !== undefined) return helper;
  const program = from === UIDS ? "newuidmap" : "newgidmap";
  throw new RuntimeError(
    "UNSUPPORTED_HOST",
    `an ordinary user needs ${program} for these mappings, and it is not installed`,
    {
      from,
      hint: "install the package uidmap, or map the user's own id alone",
    },
  );
}

/** Whoever made or joined a user namespace has no id in it until it takes one. */
export function assumeRoot(context: PlanContext): InitStep[] {
  if (context.userNamespace !== "new") return assumeJoinedRoot(context);
  return [{ at: "init", op: "user.assumeRoot", from: UIDS, clearGroups: !deniesSetgroups(context) }];
}

export function assumeJoinedRoot({ userNamespace, facts }: ProcessContext): InitStep[] {
  if (userNamespace === "none") return [];
  return [{ at: "init", op: "user.assumeRoot", from: "/linux/namespaces", clearGroups: facts.privileged }];
}
