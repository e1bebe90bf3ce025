/** Mounts that show other ids: the user namespaces whose maps they take. */
import { RuntimeError } from "../../common/errors.ts";
import type { ResolvedIdmap, ResolvedMount } from "../../config/resolved.ts";
import { namespaceOf, type PlanContext } from "../context.ts";
import type { InitStep } from "../steps.ts";

export interface IdmapSlots {
  readonly steps: readonly InitStep[];
  readonly slotOf: (mount: ResolvedMount) => number | undefined;
}

/** One user namespace for all mounts with the same maps: making one costs a process. */
export function idmapSlots(context: PlanContext, mounts: readonly ResolvedMount[]): IdmapSlots {
  const steps: InitStep[] = [];
  const slots = new Map<string, number>();
  const byMount = new Map<ResolvedMount, number>();
  for (const mount of mounts) {
    if (mount.idmap === undefined) continue;
    checkPrivilege(context, mount);
    const key = keyOf(mount.idmap);
    let slot = slots.get(key);
    if (slot === undefined) {
      slot = steps.length;
      slots.set(key, slot);
      steps.push(stepFor(context, { ...mount, idmap: mount.idmap }, slot));
    }
    byMount.set(mount, slot);
  }
  return { steps, slotOf: (mount) => byMount.get(mount) };
}

function keyOf({ mappings }: ResolvedIdmap): string {
  if (mappings === undefined) return "";
  const ranges = [mappings.uids, mappings.gids].map((list) =>
    list.map((m) => `${m.containerID} ${m.hostID} ${m.size}`).join(),
  );
  return ranges.join(";");
}

function stepFor(context: PlanContext, mount: ResolvedMount & { idmap: ResolvedIdmap }, slot: number): InitStep {
  const { spec } = context;
  const { mappings } = mount.idmap;
  if (mappings !== undefined) return { at: "init", op: "idmap.make", from: mount.from, slot, ...mappings };
  const path = namespaceOf(context, "user")?.path;
  if (path !== undefined) return { at: "init", op: "idmap.open", from: mount.from, slot, path };
  const { uidMappings: uids, gidMappings: gids } = spec;
  return { at: "init", op: "idmap.make", from: mount.from, slot, uids, gids };
}

/** mount_setattr(2): CAP_SYS_ADMIN in the user namespace that the file system was mounted in. */
function checkPrivilege({ facts }: PlanContext, { from }: ResolvedMount): void {
  if (facts.privileged) return;
  throw new RuntimeError("UNSUPPORTED_HOST", "an ordinary user may not map the ids of a mount", {
    from,
    hint: "run as root, or leave the option idmap and the mappings out",
  });
}
