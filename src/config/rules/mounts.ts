import { pointer } from "../../common/pointer.ts";
import { isBindMount, MOUNT_OPTIONS, type MountOption } from "../mount-options.ts";
import { describeValue } from "../problem.ts";
import type { Mount } from "../spec.ts";
import { type Draft, each, type Findings, type Tolerant } from "./draft.ts";
import { checkIdmap } from "./idmaps.ts";
import { hasNamespace } from "./namespaces.ts";

interface Place {
  readonly at: string;
  readonly mount: Tolerant<Mount>;
  readonly bind: boolean;
}

/** config.md "Mounts". */
export function checkMounts(spec: Draft, findings: Findings): void {
  const { mounts } = spec;
  const container = hasNamespace(spec, findings, "user");
  each(mounts, (mount, index) => {
    const place = { at: pointer("/mounts", index), mount, bind: isBindMount(mount) };
    checkDestination(place, findings);
    checkSource(place, findings);
    checkOptions(place, findings);
    checkIdmap({ at: place.at, mount, bind: place.bind && !isRemount(mount), container }, findings);
  });
}

function isRemount({ options }: Tolerant<Mount>): boolean {
  return options?.includes("remount") ?? false;
}

/** The spec wants it absolute; relative ones are taken from `/`, since older callers write them and every peer does so. */
function checkDestination({ at, mount: { destination } }: Place, { warnings }: Findings): void {
  if (destination === undefined || destination.startsWith("/")) return;
  const message = "is not an absolute path; it is taken from /";
  warnings.push({ pointer: pointer(at, "destination"), message, found: describeValue(destination) });
}

function checkSource({ at, mount, bind }: Place, { problems, pruned }: Findings): void {
  const missing = (field: "source" | "type") => {
    return (mount[field] === undefined || mount[field] === "") && !pruned.includes(pointer(at, field));
  };
  if (isRemount(mount)) return;
  if (bind) {
    if (missing("source"))
      problems.push({ pointer: pointer(at, "source"), message: "is required for a bind mount, but missing" });
  } else if (missing("type") && !pruned.some((place) => place.startsWith(`${at}/options`))) {
    problems.push({ pointer: pointer(at, "type"), message: "is required for what is not a bind mount, but missing" });
  }
}

function checkOptions({ at, mount, bind }: Place, findings: Findings): void {
  const mounted = bind || isRemount(mount);
  let propagation: number | undefined;
  each(mount.options, (name, index) => {
    const option = MOUNT_OPTIONS.get(name);
    const place = () => ({ pointer: pointer(at, "options", index), found: describeValue(name) });
    if (option?.kind === "copyUp" && !mounted && mount.type !== "tmpfs") {
      findings.warnings.push({ ...place(), message: "has no effect on what is no tmpfs" });
    }
    const useless = mounted && name !== "" ? whyUseless(option) : undefined;
    if (useless !== undefined) findings.warnings.push({ ...place(), message: useless });
    if (option?.kind === "inexpressible") {
      findings.warnings.push({ ...place(), message: "cannot be set and has no effect" });
    }
    if (option?.kind !== "propagation") return;
    if (propagation !== undefined && propagation !== option.flag) {
      findings.warnings.push({ ...place(), message: "replaces the propagation that an earlier option asks for" });
    }
    propagation = option.flag;
  });
}

/** Why an option says nothing about what is mounted already, if so. */
function whyUseless(option: MountOption | undefined): string | undefined {
  if (option === undefined) return "is an option of file systems and has no effect on what is mounted already";
  if (option.kind === "copyUp") return "has no effect on what is no tmpfs";
  if (option.kind !== "superblock" || !option.on) return undefined;
  return "belongs to the whole file system and has no effect on one mount of it";
}
