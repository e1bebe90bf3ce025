import type { Step } from "../../../plan/steps.ts";
import type { StateRecord } from "../../../state/record.ts";
import type { Session } from "../../session.ts";
import { withSystemd } from "./connect.ts";
import { isBusError, taken } from "./failure.ts";

const UNIT = "org.freedesktop.systemd1.Unit";
const PATIENCE = 30_000;

/** What has ended keeps a name only until it is asked for again. */
const ENDED = ["inactive", "failed"];

/** Before anything is recorded: delete stops what is on record, and that must never be a unit that was there before. */
export function claimUnit(steps: readonly Step[], { addon }: Session): StateRecord["unit"] {
  const step = steps.find((one) => one.op === "systemd.startUnit");
  if (step?.op !== "systemd.startUnit") return undefined;
  const { manager, unit: name } = step;
  withSystemd(addon, manager, (connection) => {
    try {
      const path = addon.callSystemd(connection, "GetUnit", "s", [name], PATIENCE) ?? "/";
      if (!ENDED.includes(addon.systemdProperty(connection, path, UNIT, "ActiveState"))) throw taken(step, undefined);
    } catch (error) {
      if (!isBusError(error, "NoSuchUnit")) throw error;
    }
  });
  return { manager, name };
}
