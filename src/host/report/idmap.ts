/** Mounts that show other ids, and the programs that write the maps of user namespaces for ordinary users. */
import { isWholeMap } from "../../native/user-namespace.ts";
import { type Abilities, type Ability, CAP_SYS_ADMIN, type Host, isCapable } from "./ability.ts";

export function idmapAbilities(host: Host, namespaces: Abilities): Abilities {
  return {
    "mountExtensions.idmap": { reason: whyNoMounts(host) ?? namespaces["namespaces.user"]?.reason },
    newuidmap: helper(host, "newuidmap"),
    newgidmap: helper(host, "newgidmap"),
  };
}

/** mount_setattr(2): CAP_SYS_ADMIN in the user namespace that the file system was mounted in. */
function whyNoMounts(host: Host): string | undefined {
  if (host.kernel.probeCalls().includes("mount_setattr")) return "no system call mount_setattr";
  if (!isCapable(host, CAP_SYS_ADMIN)) return "an ordinary user may not map the ids of a mount";
  if (isWholeMap(host.text("/proc/self/uid_map") ?? "")) return undefined;
  return "the runtime is in a user namespace, and may map only what was mounted in it";
}

function helper({ program }: Host, name: string): Ability {
  const path = program(name);
  if (path !== undefined) return { detail: { path } };
  return { reason: "not installed (package uidmap): without it an ordinary user's container has a single id" };
}
