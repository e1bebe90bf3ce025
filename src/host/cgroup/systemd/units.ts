/** The steps that start, change and stop the container's unit (org.freedesktop.systemd1(5)). */
import type { BusValue } from "../../../common/variant.ts";
import type { Addon, SystemdConnection } from "../../../native/addon.ts";
import type { HostStep } from "../../../plan/steps.ts";
import type { JoinedUnit, UnitProperty } from "../../../plan/unit-steps.ts";
import { hasCode } from "../../../state/store.ts";
import { initOf, type Session } from "../../session.ts";
import { killAll } from "../remove.ts";
import { withSystemd } from "./connect.ts";
import { isBusError, jobFailure, propertyFailure, taken } from "./failure.ts";

type Start = Extract<HostStep, { op: "systemd.startUnit" }>;
type Change = Extract<HostStep, { op: "systemd.setProperties" }>;
type Stop = Extract<HostStep, { op: "systemd.stopUnit" }>;

/** How long a job or an answer may take, milliseconds. */
const PATIENCE = 30_000;
/** The way that a job goes with others of the same unit that wait already (systemctl(1), --job-mode=). */
const MODE = "replace";

export function startUnit(step: Start, session: Session): void {
  const { addon } = session;
  const adopted: BusValue[] =
    step.adopt === "init" ? [["PIDs", { signature: "au", value: [initOf(session).pid] }]] : [];
  const properties = [...step.properties.map(busProperty), ...adopted];
  withSystemd(addon, step.manager, (connection) => {
    const start = () =>
      addon.runSystemdJob(
        connection,
        "StartTransientUnit",
        "ssa(sv)a(sa(sv))",
        [step.unit, MODE, properties, []],
        PATIENCE,
      );
    let result: string;
    try {
      result = startAnew(start, () => forget(addon, connection, step.unit));
    } catch (error) {
      if (!isBusError(error, "UnitExists")) throw propertyFailure(step, error);
      // somebody else's, with somebody else's processes in it: nothing that is torn down
      session.save({ unit: undefined, cgroups: [] });
      throw taken(step, error);
    }
    if (result !== "done") throw jobFailure(step, result);
  });
}

/** A unit that ended badly keeps its name until it is forgotten. */
function startAnew(start: () => string, forgetOld: () => void): string {
  try {
    return start();
  } catch (error) {
    if (!isBusError(error, "UnitExists")) throw error;
    forgetOld();
    return start();
  }
}

/** `dir` is the unit's cgroup or one below it. */
export function attachToUnit({ manager, name, dir: own }: JoinedUnit, dir: string, session: Session): void {
  const { addon } = session;
  const values = [name, dir.slice(own.length) || "/", [initOf(session).pid]];
  withSystemd(addon, manager, (connection) => {
    addon.callSystemd(connection, "AttachProcessesToUnit", "ssau", values, PATIENCE);
  });
}

export function setUnitProperties(step: Change, { addon }: Session): void {
  const values = [step.unit, true, step.properties.map(busProperty)];
  withSystemd(addon, step.manager, (connection) => {
    try {
      addon.callSystemd(connection, "SetUnitProperties", "sba(sv)", values, PATIENCE);
    } catch (error) {
      throw propertyFailure(step, error);
    }
  });
}

/** A create that failed before it claimed its unit has none on record, and one of that name is somebody else's. */
export function stopUnit(step: Stop, session: Session): void {
  const { addon } = session;
  const { unit, cgroups } = session.record();
  if (unit?.name !== step.unit) return;
  // systemd would ask what is left to end, and give it 90 s
  for (const dir of cgroups) killAll(dir);
  withSystemd(addon, step.manager, (connection) => {
    const result = stop(addon, connection, step.unit);
    if (result !== "done") session.warn(`systemd: stop of ${step.unit}: ${result}`, step.from);
    forget(addon, connection, step.unit);
  });
}

function stop(addon: Addon, connection: SystemdConnection, unit: string): string {
  try {
    return addon.runSystemdJob(connection, "StopUnit", "ss", [unit, MODE], PATIENCE);
  } catch (error) {
    // it ends by itself when its last process does
    if (isBusError(error, "NoSuchUnit")) return "done";
    // the word of a job's end is lost where D-Bus is started anew meanwhile
    if (hasCode(error, "ETIMEDOUT") && isGone(addon, connection, unit)) return "done";
    throw error;
  }
}

function isGone(addon: Addon, connection: SystemdConnection, unit: string): boolean {
  try {
    addon.callSystemd(connection, "GetUnit", "s", [unit], PATIENCE);
    return false;
  } catch (error) {
    if (isBusError(error, "NoSuchUnit")) return true;
    throw error;
  }
}

/** systemd keeps a unit that failed until somebody has seen it. */
function forget(addon: Addon, connection: SystemdConnection, unit: string): void {
  try {
    addon.callSystemd(connection, "ResetFailedUnit", "s", [unit], PATIENCE);
  } catch (error) {
    if (!isBusError(error, "NoSuchUnit")) throw error;
  }
}

function busProperty({ name, signature, value }: UnitProperty): BusValue {
  return [name, { signature, value }];
}
