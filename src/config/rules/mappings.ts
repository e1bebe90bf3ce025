import { pointer } from "../../common/pointer.ts";
import type { IdMappingSpec } from "../spec.ts";
import { type Draft, each, type Findings, isPruned, type Tolerant } from "./draft.ts";
import { hasNamespace } from "./namespaces.ts";

/** UID_GID_MAP_MAX_EXTENTS of linux/user_namespace.h. */
const MOST = 340;
const ID_COUNT = 2 ** 32;

type Mapping = Tolerant<IdMappingSpec>;
type Mappings = readonly (Mapping | undefined)[];
type Side = "containerID" | "hostID";
type Field = "uidMappings" | "gidMappings";

/** user_namespaces(7): a new user namespace needs mappings, of root too, and they need it; ranges do not overlap. */
export function checkMappings(spec: Draft, findings: Findings): void {
  const isNew = hasNewUserNamespace(spec);
  for (const field of ["uidMappings", "gidMappings"] as const) {
    const at = `/linux/${field}`;
    const mappings = spec.linux?.[field] ?? [];
    if (mappings.length > 0 && !hasNamespace(spec, findings, "user")) {
      findings.problems.push({ pointer: at, message: "needs a user namespace, and /linux/namespaces has none" });
    }
    checkRanges(at, mappings, findings);
    // what has too many ranges is refused already, and looking every group up in them could take for ever
    if (isNew && mappings.length <= MOST && !isPruned(findings, at)) checkMapped(spec, field, findings);
  }
}

function hasNewUserNamespace(spec: Draft): boolean {
  for (const namespace of spec.linux?.namespaces ?? []) {
    if (namespace?.type === "user") return namespace.path === undefined || namespace.path === "";
  }
  return false;
}

/** No range is empty or goes beyond the last id, no two overlap, and there are no more than the kernel takes. */
export function checkRanges(at: string, mappings: Mappings, { problems }: Findings): void {
  const { length } = mappings;
  if (length > MOST) problems.push({ pointer: at, message: `has ${length} ranges`, allowed: `at most ${MOST}` });
  // comparing each with each shall not take for ever on a hostile list
  const compared = mappings.slice(0, MOST);
  each(compared, (mapping, index) => {
    const place = pointer(at, index);
    if (mapping.size === 0) {
      problems.push({ pointer: pointer(place, "size"), message: "is empty", found: "0", allowed: "at least 1" });
    }
    for (const side of ["containerID", "hostID"] as const) {
      const wrong = checkRange(compared, index, side);
      if (wrong === undefined) continue;
      problems.push({ pointer: pointer(place, side), message: wrong, found: String(mapping[side]) });
    }
  });
}

function checkRange(mappings: Mappings, index: number, side: Side): string | undefined {
  const { [side]: first, size } = mappings[index] ?? {};
  if (first === undefined || size === undefined) return undefined;
  if (first + size > ID_COUNT) return `begins a range of ${size} that goes beyond the last id`;
  for (let other = 0; other < index; other++) {
    if (overlap(mappings[other], mappings[index], side)) return `is in a range that overlaps the one of item ${other}`;
  }
  return undefined;
}

function overlap(one: Mapping | undefined, two: Mapping | undefined, side: Side): boolean {
  const [start, size, otherStart, otherSize] = [one?.[side], one?.size, two?.[side], two?.size];
  if (start === undefined || size === undefined || otherStart === undefined || otherSize === undefined) return false;
  return start < otherStart + otherSize && otherStart < start + size;
}

/** Set-up runs as root of the namespace, and the kernel refuses to become an id that is not mapped. */
function checkMapped(spec: Draft, field: Field, { problems }: Findings): void {
  const mappings = spec.linux?.[field] ?? [];
  const at = `/linux/${field}`;
  if (mappings.length === 0) {
    problems.push({ pointer: at, message: "is required for a new user namespace, but missing" });
    return;
  }
  if (!isMapped(mappings, 0))
    problems.push({ pointer: at, message: "does not map id 0 of the container, which set-up needs" });
  const kind = field === "uidMappings" ? "uid" : "gid";
  const id = spec.process?.user?.[kind];
  const place = `/process/user/${kind}`;
  if (id !== undefined && !isMapped(mappings, id))
    problems.push({ pointer: place, message: `is not mapped by ${at}`, found: String(id) });
  if (kind === "uid") return;
  each(spec.process?.user?.additionalGids, (group, index) => {
    if (isMapped(mappings, group)) return;
    problems.push({
      pointer: pointer("/process/user/additionalGids", index),
      message: `is not mapped by ${at}`,
      found: String(group),
    });
  });
}

function isMapped(mappings: Mappings, id: number): boolean {
  return mappings.some((mapping) => {
    if (mapping?.containerID === undefined || mapping.size === undefined) return false;
    return mapping.containerID <= id && id < mapping.containerID + mapping.size;
  });
}
