/** process.user: ids, groups and umask. */
import type { ProcessContext } from "../context.ts";
import type { InitStep } from "../steps.ts";

export const handles: readonly string[] = ["/process/user"];

const FROM = "/process/user";

/** What programs expect, and runc gives; the caller's own has no business in a container. */
const USUAL_UMASK = 0o022;

export function umask({ spec }: ProcessContext): InitStep[] {
  const { umask: mask } = spec.process ?? {};
  if (mask === undefined) return [{ at: "init", op: "umask.set", from: "default:umask", mask: USUAL_UMASK }];
  return [{ at: "init", op: "umask.set", from: `${FROM}/umask`, mask }];
}

/** Where setgroups is denied the groups stay as they are, unless config.json wants some: then the kernel's error stands. */
export function credentials({ spec: { process } }: ProcessContext, setgroups: "allowed" | "denied"): InitStep[] {
  if (process === undefined) return [];
  const { uid, gid } = process;
  // docker names a group twice that both the image's /etc/group and the user ask for
  const groups = [...new Set(process.additionalGids)];
  const setGroups = groups.length > 0 || setgroups === "allowed";
  return [{ at: "init", op: "credentials.set", from: FROM, uid, gid, groups, setGroups }];
}
