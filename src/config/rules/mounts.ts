import { pointer } from "../../common/pointer.ts";
import { isTooLong, mountCall, mountData } from "../mount-data.ts";
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
    checkLength(place, findings);
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

function checkOptions(place: Place, findings: Findings): void {
  const { at, mount } = place;
  let propagation: number | undefined;
  each(mount.options, (name, index) => {
    const option = MOUNT_OPTIONS.get(name);
    const warn = (message: string) => {
      findings.warnings.push({ pointer: pointer(at, "options", index), message, found: describeValue(name) });
    };
    const useless = name === "" ? undefined : whyUseless(name, option, place);
    if (useless !== undefined) warn(useless);
    if (option?.kind !== "propagation") return;
    if (propagation !== undefined && propagation !== option.flag) {
      warn("replaces the propagation that an earlier option asks for");
    }
    propagation = option.flag;
  });
}

/** Why nothing comes of an option, or not what it says, if so. */
function whyUseless(name: string, option: MountOption | undefined, { mount, bind }: Place): string | undefined {
  const mounted = bind || isRemount(mount);
  if (option?.kind === "copyUp") return mounted || mount.type !== "tmpfs" ? NO_TMPFS : undefined;
  if (option === undefined && mounted) {
    return "is an option of file systems and has no effect on what is mounted already";
  }
  if (option?.kind === "superblock" && option.on && mounted) {
    return "belongs to the whole file system and has no effect on one mount of it";
  }
  if (mount.type === "cgroup" && (option === undefined || (option.kind === "superblock" && option.on))) {
    return "has no effect on what the container sees of its cgroups";
  }
  return WITHOUT_EFFECT.get(name);
}

const NO_TMPFS = "has no effect on what is no tmpfs";
const WITHOUT_EFFECT: ReadonlyMap<string, string> = new Map([
  ["mand", "has no effect with Linux 5.15 and later, which have no mandatory locks"],
  ["norelatime", "has no effect, since relatime is what Linux does by itself; the opposite is strictatime"],
]);

/** Said before anything is made. */
function checkLength({ at, mount, bind }: Place, { problems }: Findings): void {
  const { type = "", source = "" } = mount;
  const options = (mount.options ?? []).map((option) => option ?? "");
  if (bind || isRemount(mount) || type === "cgroup" || options.join().length < 1000) return;
  if (!isTooLong(mountCall({ type, source, data: mountData(options) }))) return;
  const longest = options.reduce(
    (most, option, index) => (option.length > (options[most]?.length ?? 0) ? index : most),
    0,
  );
  problems.push({
    pointer: pointer(at, "options", longest),
    message: "is too long",
    found: describeValue(options[longest]),
    allowed: "at most 4095 bytes for all options of a mount that go to its file system, or 255 for the value of each",
  });
}
