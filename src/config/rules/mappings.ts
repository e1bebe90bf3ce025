import { pointer } from "../../common/pointer.ts";
import type { IdMappingSpec } from "../spec.ts";
import { type Draft, each, type Findings, isPruned, type Tolerant } from "./draft.ts";
import { hasNamespace } from "./namespaces.ts";

/** UID_GID_MAP_MAX_EXTENTS of linux/user_namespace.h. */
const MOST = 340;
const ID_COUNT = 2 ** 32;

type Mapping = Tolerant<IdMappingSpec>;
type Mappings = readonly (Mapping | undefined)[];
type Field = "uidMappings" | "gidMappings";

/** user_namespaces(7): a new user namespace needs mappings, of root too, and they need it; ranges do not overlap. */
export function checkMappings(spec: Draft, findings: Findings): void {
  const user = spec.linux?.namespaces?.find((namespace) => namespace?.type === "user");
  const isNew = user !== undefined && (user.path === undefined || user.path === "");
  for (const field of ["uidMappings", "gidMappings"] as const) {
    const at = `/linux/${field}`;
    const mappings = spec.linux?.[field] ?? [];
    if (mappings.length > 0 && !hasNamespace(spec, findings, "user")) {
      findings.problems.push({ pointer: at, message: "needs a user namespace, and /linux/namespaces has none" });
    }
    checkRanges(at, mappings, findings);
    if (isNew && !isPruned(findings, at) && !isPruned(findings, "/linux/namespaces"))
      checkMapped(spec, field, findings);
  }
}

function checkRanges(at: string, mappings: Mappings, { problems }: Findings): void {
  if (mappings.length > MOST)
    problems.push({ pointer: at, message: `has ${mappings.length} ranges`, allowed: `at most ${MOST}` });
  for (const [index, mapping] of each(mappings.slice(0, MOST))) {
    const place = pointer(at, index);
    if (mapping.size === 0)
      problems.push({ pointer: pointer(place, "size"), message: "is empty", found: "0", allowed: "at least 1" });
    for (const side of ["containerID", "hostID"] as const) {
      const from = mapping[side];
      if (from === undefined || mapping.size === undefined) continue;
      if (from + mapping.size > ID_COUNT)
        problems.push({
          pointer: place,
          message: "goes beyond the last id",
          found: `${from} and ${mapping.size} more`,
        });
      const other = mappings
        .slice(0, index)
        .findIndex((earlier) => earlier !== undefined && overlap(earlier, mapping, side));
      if (other >= 0)
        problems.push({
          pointer: pointer(place, side),
          message: `is in a range that overlaps ${pointer(at, other)}`,
          found: String(from),
        });
    }
  }
}

function overlap(one: Mapping, two: Mapping, side: "containerID" | "hostID"): boolean {
  const [start, size, otherStart, otherSize] = [one[side], one.size, two[side], two.size];
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
  for (const [index, group] of each(spec.process?.user?.additionalGids)) {
    if (isMapped(mappings, group)) continue;
    problems.push({
      pointer: pointer("/process/user/additionalGids", index),
      message: `is not mapped by ${at}`,
      found: String(group),
    });
  }
}

function isMapped(mappings: Mappings, id: number): boolean {
  return mappings.some((mapping) => {
    if (mapping?.containerID === undefined || mapping.size === undefined) return false;
    return mapping.containerID <= id && id < mapping.containerID + mapping.size;
  });
}
