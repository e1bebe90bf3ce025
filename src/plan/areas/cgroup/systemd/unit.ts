/** The unit of a container under systemd's driver, and where systemd puts its cgroup (systemd.unit(5), systemd.slice(5)). */
import { RuntimeError } from "../../../../common/errors.ts";
import type { Facts, PlanRequest, SystemdFacts } from "../../../facts.ts";

const FROM = "/linux/cgroupsPath";
const SLICE = ".slice";
/** UNIT_NAME_MAX of systemd counts the closing NUL. */
const LONGEST = 255;
const NAME = /^[A-Za-z0-9:_.\\-]+$/;

export interface Unit {
  readonly manager: SystemdFacts["manager"];
  readonly name: string;
  readonly kind: "scope" | "slice";
  /** Name of the slice that it is in. */
  readonly slice: string;
  /** What the description calls the container. */
  readonly container: string;
  /** Path of its cgroup from the root of each hierarchy. */
  readonly path: string;
}

/** Undefined under the cgroupfs driver. Throws where this host has no systemd that could be asked. */
export function unitOf(cgroupsPath: string | undefined, facts: Facts, request: PlanRequest): Unit | undefined {
  if (request.cgroupDriver !== "systemd") return undefined;
  const { systemd } = facts;
  if (systemd === undefined) throw notBooted();
  if (systemd.manager === "user" && facts.cgroup.mode !== "v2") throw userOnV1();
  const parts = partsOf(cgroupsPath, request.id);
  const slice = parts.slice === "" ? defaultSlice(systemd) : parts.slice;
  const own = parts.name.endsWith(SLICE);
  const name = own ? parts.name : `${parts.prefix}-${parts.name}.scope`;
  checkName(name);
  const parent = `${systemd.controlGroup}${expandSlice(slice)}`;
  // a slice's place is in its name alone; what it shall be in is wanted beside it
  const path = own ? `${systemd.controlGroup}${expandSlice(name)}` : `${parent}/${cgroupName(name)}`;
  return { manager: systemd.manager, name, kind: own ? "slice" : "scope", slice, container: parts.name, path };
}

interface Parts {
  readonly slice: string;
  readonly prefix: string;
  readonly name: string;
}

/** `slice:prefix:name`, any of them empty, as runc has it. */
function partsOf(path: string | undefined, id: string): Parts {
  if (path === undefined || path === "") return { slice: "", prefix: "caisson", name: escapeId(id) };
  const [slice, prefix, name, ...more] = path.split(":");
  if (slice !== undefined && prefix !== undefined && name !== undefined && more.length === 0) {
    return { slice, prefix, name };
  }
  throw new RuntimeError(
    "CONFIG_INVALID",
    `expected cgroupsPath to be of format "slice:prefix:name" for systemd cgroups, got ${JSON.stringify(path)} instead`,
    { from: FROM, hint: "such as system.slice:caisson:web; without --systemd-cgroup it is a path" },
  );
}

/** The one character of an id that no unit's name has (systemd.unit(5), "String Escaping for Inclusion in Unit Names"). */
function escapeId(id: string): string {
  return id.replaceAll("+", "\\x2b");
}

function defaultSlice({ manager }: SystemdFacts): string {
  return manager === "user" ? "user.slice" : "system.slice";
}

function checkName(name: string): void {
  if (name.length <= LONGEST && NAME.test(name)) return;
  throw new RuntimeError("CONFIG_INVALID", `${JSON.stringify(name)} is no name of a systemd unit`, {
    from: FROM,
    hint: `a unit's name has up to ${LONGEST} characters out of A-Z a-z 0-9 : _ . \\ -`,
  });
}

/** The cgroup of a slice: `a-b.slice` is `b` within `a`, so `/a.slice/a-b.slice`; `-.slice` is the root. */
export function expandSlice(slice: string): string {
  const stem = slice.slice(0, -SLICE.length);
  const parts = stem.split("-");
  const valid = slice.endsWith(SLICE) && slice.length <= LONGEST && NAME.test(slice);
  if (valid && stem === "-") return "";
  if (!valid || parts.includes("")) {
    throw new RuntimeError("CONFIG_INVALID", `invalid slice name: ${JSON.stringify(slice)}`, {
      from: FROM,
      hint: "a slice is named like machine.slice, or like machine-web.slice for one within it",
    });
  }
  return parts.map((_, index) => `/${cgroupName(`${parts.slice(0, index + 1).join("-")}${SLICE}`)}`).join("");
}

const RESERVED = /^([_.]|(notify_on_release|release_agent|tasks)$|cgroup\.)/;
/** As systemd counts them (cgroup_controller_to_string). */
const CONTROLLERS = /^(cpu|cpuacct|cpuset|io|blkio|memory|devices|pids|bpf-[a-z-]+)\./;

/** What could be taken for a file of the kernel's gets an underscore in front (cg_escape of systemd). */
function cgroupName(unit: string): string {
  return RESERVED.test(unit) || CONTROLLERS.test(unit) ? `_${unit}` : unit;
}

function notBooted(): RuntimeError {
  const message = "systemd not running on this host, cannot use systemd cgroups manager";
  return new RuntimeError("UNSUPPORTED_HOST", message, {
    from: "default:systemd-cgroup",
    hint: "there is no /run/systemd/system: leave --systemd-cgroup out, and cgroupfs is used",
  });
}

function userOnV1(): RuntimeError {
  return new RuntimeError("UNSUPPORTED_HOST", "a user's systemd delegates no cgroup v1", {
    from: "default:systemd-cgroup",
    hint: "boot with cgroup v2 alone (systemd.unified_cgroup_hierarchy=1), or leave --systemd-cgroup out",
  });
}
