/** systemd's driver: the container's cgroup is that of a transient unit, which systemd makes, and init is moved into it. */
import type { PlanContext } from "../../../context.ts";
import type { HostStep, PlanWarning } from "../../../steps.ts";
import type { UnitProperty } from "../../../unit-steps.ts";
import { sourcedRules } from "../devices.ts";
import type { Limit } from "../limit.ts";
import { cgroupOrigin } from "../paths.ts";
import { annotatedProperties } from "./annotations.ts";
import { type DeviceProperties, deviceProperties } from "./devices.ts";
import { limitProperties } from "./limits.ts";
import type { Unit } from "./unit.ts";

/** None under cgroupfs. Limits are the unit's from the start, so that init is never without one. */
export function startUnit(context: PlanContext, limits: readonly Limit[]): HostStep[] {
  const { unit } = context;
  if (unit === undefined) return [];
  return [
    {
      at: "host",
      op: "systemd.startUnit",
      from: cgroupOrigin(context),
      manager: unit.manager,
      unit: unit.name,
      cgroups: context.cgroups
        .filter((cgroup) => cgroup.maker === "systemd")
        .map(({ dir, hierarchy }) => ({ dir, controllers: hierarchy.controllers })),
      // a slice takes no processes from systemd
      adopt: unit.kind === "scope" ? "init" : "nothing",
      properties: [
        ...ownProperties(unit, context),
        ...annotatedProperties(context),
        ...devicesOf(context).properties,
        ...propertiesOf(context, limits),
      ],
    },
  ];
}

/** Properties of limits that come later than the unit. */
export function setUnitProperties(context: PlanContext, limits: readonly Limit[]): HostStep[] {
  const { unit } = context;
  const properties = unit === undefined ? [] : propertiesOf(context, limits);
  const [first] = properties;
  if (unit === undefined || first === undefined) return [];
  const { manager, name } = unit;
  return [{ at: "host", op: "systemd.setProperties", from: first.from, manager, unit: name, properties }];
}

export function stopUnit(context: PlanContext): HostStep[] {
  const { unit } = context;
  if (unit === undefined) return [];
  const { manager, name } = unit;
  return [{ at: "host", op: "systemd.stopUnit", from: cgroupOrigin(context), manager, unit: name }];
}

export function unitWarnings(context: PlanContext): readonly PlanWarning[] {
  return context.unit === undefined ? [] : devicesOf(context).warnings;
}

function propertiesOf({ facts }: PlanContext, limits: readonly Limit[]): UnitProperty[] {
  const version = facts.systemd?.version ?? 0;
  return limitProperties(
    limits.map(({ step }) => step),
    { version },
  );
}

/** As for our own rules, only who has the host's devices can give or take them. */
function devicesOf(context: PlanContext): DeviceProperties {
  if (context.rootless) return { properties: [], warnings: [] };
  return deviceProperties(sourcedRules(context), context.facts.cgroup.mode === "v2" ? 2 : 1);
}

function ownProperties(unit: Unit, context: PlanContext): UnitProperty[] {
  const from = cgroupOrigin(context);
  const text = (name: string, value: string): UnitProperty => ({ name, signature: "s", value, from });
  const flag = (name: string, value: boolean): UnitProperty => ({ name, signature: "b", value, from });
  const io = context.facts.cgroup.mode === "v2" ? "IOAccounting" : "BlockIOAccounting";
  const placed =
    unit.kind === "scope"
      ? // below it the cgroups are the container's, and systemd keeps out (systemd's CGROUP_DELEGATION)
        [text("Slice", unit.slice), flag("Delegate", true)]
      : [{ name: "Wants", signature: "as", value: [unit.slice], from }];
  return [
    text("Description", `caisson container ${unit.container}`),
    ...placed,
    // the controllers' files are there from the start, and statistics whole
    ...["MemoryAccounting", "CPUAccounting", io, "TasksAccounting"].map((name) => flag(name, true)),
    // a container is stopped by who runs it, not by a shutdown of the units around it
    flag("DefaultDependencies", false),
    // what ended badly goes too, even where nobody comes to delete it: the name is free again
    text("CollectMode", "inactive-or-failed"),
  ];
}
