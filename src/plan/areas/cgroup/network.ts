/** linux.resources.network: the class and the priorities of packets, which only v1 has (cgroup-v1/net_cls.rst, net_prio.rst). */
import { RuntimeError } from "../../../common/errors.ts";
import { pointer } from "../../../common/pointer.ts";
import { findPlace, type Limit, type LimitContext, limitAt, placeOf } from "./limit.ts";

export const handles: readonly string[] = ["/linux/resources/network"];

const POINTER = "/linux/resources/network";
/** What v2 has not, by the controllers of v1. */
export const ONLY_ON_V1 = {
  net_cls: "cgroup v2 has no class for packets",
  net_prio: "cgroup v2 has no priorities for packets",
} as const;
const INSTEAD = "on cgroup v2 packets are told apart by nftables (socket cgroupv2) or eBPF; leave it out";

export function networkLimits(context: LimitContext): Limit[] {
  const { network } = context.spec.resources;
  if (network === undefined) return [];
  return [...classLimit(context, network.classID), ...priorityLimits(context, network.priorities ?? [])];
}

/** 0 is written where it can be: a new group has its parent's class. Without the controller nothing has a class. */
function classLimit(context: LimitContext, classID: number | undefined): Limit[] {
  const from = `${POINTER}/classID`;
  if (classID === undefined || (classID === 0 && findPlace(context, "net_cls") === undefined)) return [];
  refuseOnV2(context, ONLY_ON_V1.net_cls, from);
  return [limitAt(placeOf(context, "net_cls", from), { file: "net_cls.classid", value: String(classID), from })];
}

type Priorities = readonly { readonly name: string; readonly priority: number }[];

function priorityLimits(context: LimitContext, priorities: Priorities): Limit[] {
  return priorities.map(({ name, priority }, index) => {
    const from = pointer(POINTER, "priorities", index);
    refuseOnV2(context, ONLY_ON_V1.net_prio, from);
    const place = placeOf(context, "net_prio", from);
    return limitAt(place, { file: "net_prio.ifpriomap", value: `${name} ${priority}`, from });
  });
}

/** config-linux.md "Unified": what cannot be converted is an error. */
function refuseOnV2(context: LimitContext, message: string, from: string): void {
  if (context.facts.cgroup.mode === "v2") throw new RuntimeError("UNSUPPORTED_HOST", message, { from, hint: INSTEAD });
}
