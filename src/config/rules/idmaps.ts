import { pointer } from "../../common/pointer.ts";
import { MOUNT_OPTIONS } from "../mount-options.ts";
import { describeValue } from "../problem.ts";
import type { Mount } from "../spec.ts";
import { type Findings, isPruned, type Tolerant } from "./draft.ts";
import { checkRanges } from "./mappings.ts";

interface Place {
  /** JSON pointer of the mount. */
  readonly at: string;
  readonly mount: Tolerant<Mount>;
  readonly bind: boolean;
  /** The container has a user namespace. */
  readonly container: boolean;
}

/** config.md "Mounts": binds only, mappings of both kinds or of none, and then a user namespace to take them from. */
export function checkIdmap({ at, mount, bind, container }: Place, findings: Findings): void {
  const { problems } = findings;
  const option = mount.options?.findIndex((name) => MOUNT_OPTIONS.get(name ?? "")?.kind === "idmap") ?? -1;
  const uids = mount.uidMappings ?? [];
  const gids = mount.gidMappings ?? [];
  const some = uids.length > 0 || gids.length > 0;
  if (option < 0 && !some) return;
  const asked =
    option < 0 ? pointer(at, uids.length > 0 ? "uidMappings" : "gidMappings") : pointer(at, "options", option);
  const found = option < 0 ? {} : { found: describeValue(mount.options?.[option]) };
  // nothing can be said of a mount whose kind is in doubt
  const known = !["options", "type"].some((field) => isPruned(findings, pointer(at, field)));
  if (!bind && known) problems.push({ pointer: asked, message: "maps ids, which only a bind mount can", ...found });
  if (!some && !container && !isPruned(findings, at)) {
    const message = "needs uidMappings and gidMappings, since the container has no user namespace to take them from";
    problems.push({ pointer: asked, message, ...found });
  }
  for (const [field, own, other] of [
    ["uidMappings", uids, gids],
    ["gidMappings", gids, uids],
  ] as const) {
    const place = pointer(at, field);
    checkRanges(place, own, findings);
    if (own.length > 0 || other.length === 0 || isPruned(findings, place)) continue;
    problems.push({ pointer: place, message: "is required along with the mappings of the other kind, but missing" });
  }
}
