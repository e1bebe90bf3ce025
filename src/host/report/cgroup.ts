/** Whether containers get cgroups here, which version, and which hierarchy has the controllers of linux.resources. */
import { whyAbsent } from "../../plan/areas/cgroup/absent.ts";
import { ONLY_ON_V1 } from "../../plan/areas/cgroup/network.ts";
import { baseOf } from "../../plan/areas/cgroup/paths.ts";
import type { Absence, CgroupHierarchy } from "../../plan/facts.ts";
import type { CgroupFacts } from "../cgroup/facts.ts";
import { type Abilities, type Ability, CAP_SYS_ADMIN, type Host, isCapable } from "./ability.ts";

/** Those that limits need, as /proc/cgroups names them; v2's io is blkio there. */
export const CONTROLLERS = [
  "blkio",
  "cpu",
  "cpuset",
  "devices",
  "hugetlb",
  "memory",
  "net_cls",
  "net_prio",
  "pids",
  "rdma",
] as const;

type Controller = (typeof CONTROLLERS)[number];

export interface CgroupLook {
  readonly facts: CgroupFacts;
  /** Why controllers are not to be had. */
  readonly absent: Readonly<Record<string, Absence>>;
}

export function cgroupAbilities(host: Host, look: CgroupLook): Abilities {
  const { mode, hierarchies } = look.facts;
  const used = hierarchies.filter(({ controllers }) => mode === "v2" || controllers.length > 0);
  const refused = used.map((hierarchy) => whyNotMade(host, hierarchy)).find((reason) => reason !== undefined);
  const rows = CONTROLLERS.map((name) => [`cgroup.${name}`, controllerAbility(host, look, name)] as const);
  return {
    cgroup: { reason: used.length === 0 ? "no hierarchy is mounted" : refused, detail: { mode } },
    "cgroup.v1": { reason: mode === "v1" || mode === "hybrid" ? undefined : "no v1 hierarchy is mounted" },
    "cgroup.v2": { reason: WHY_NOT_V2[mode] },
    ...Object.fromEntries(rows),
  };
}

const WHY_NOT_V2: Readonly<Record<CgroupFacts["mode"], string | undefined>> = {
  v2: undefined,
  hybrid: "the v1 hierarchies have the controllers, and so the containers' cgroups are there",
  v1: "no v2 hierarchy is mounted",
  none: "no v2 hierarchy is mounted",
};

function controllerAbility(host: Host, look: CgroupLook, name: Controller): Ability {
  if (look.facts.mode === "v2") return onV2(host, look, name);
  const hierarchy = look.facts.hierarchies.find(({ controllers }) => controllers.includes(name));
  if (hierarchy === undefined) return { reason: whyAbsent(look.absent[name], name) };
  return offeredBy(host, hierarchy);
}

function onV2(host: Host, { facts, absent }: CgroupLook, name: Controller): Ability {
  const [hierarchy] = facts.hierarchies;
  if (name === "net_cls" || name === "net_prio") return { reason: ONLY_ON_V1[name] };
  if (hierarchy === undefined) return { reason: whyAbsent("unmounted", name) };
  if (name === "devices") {
    // no controller, but an eBPF program
    if (isCapable(host, CAP_SYS_ADMIN)) return offeredBy(host, hierarchy);
    return { reason: "an ordinary user may not attach the program that filters devices" };
  }
  const own = name === "blkio" ? "io" : name;
  const delegated = host.text(`${directoryOf(hierarchy)}/cgroup.controllers`)?.split(" ") ?? facts.v2Controllers;
  const absence = absent[name] ?? (delegated.includes(own) ? undefined : "undelegated");
  return absence === undefined ? offeredBy(host, hierarchy) : { reason: whyAbsent(absence, own) };
}

function offeredBy(host: Host, hierarchy: CgroupHierarchy): Ability {
  return { reason: whyNotMade(host, hierarchy), detail: { hierarchy: hierarchy.mount } };
}

/** Where a container's cgroup is made whose cgroupsPath does not say. */
function directoryOf(hierarchy: CgroupHierarchy): string {
  return `${hierarchy.mount}${baseOf(hierarchy)}`.replace(/\/+$/, "");
}

function whyNotMade({ writeRefusal }: Host, hierarchy: CgroupHierarchy): string | undefined {
  const directory = directoryOf(hierarchy);
  const refusal = writeRefusal(directory);
  return refusal === undefined ? undefined : `no cgroup may be made in ${directory} (${refusal})`;
}
