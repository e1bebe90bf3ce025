/** Those of the steps (steps.ts) that ask systemd for something: a container's unit, under its driver. */
import type { Variant } from "../common/variant.ts";

/** A unit, and whose systemd has it: the machine's, or that of the runtime's user. */
interface UnitName {
  readonly manager: "system" | "user";
  readonly unit: string;
}

/** A property of a unit by its name on D-Bus (org.freedesktop.systemd1(5)), and the place that asks for it. */
export interface UnitProperty extends Variant {
  readonly name: string;
  readonly from: string;
}

interface UnitProperties {
  /** In order: of two with one name the later holds, lists are added to. */
  readonly properties: readonly UnitProperty[];
}

/** For cgroup.join: the unit whose cgroup it is. */
export interface JoinedUnit {
  readonly manager: "system" | "user";
  readonly name: string;
  /** The unit's own cgroup. */
  readonly dir: string;
}

export type UnitAction =
  /**
   * Start a transient unit, of which systemd makes these cgroups, and wait until it is there. `adopt`: systemd moves init
   * into it with its start.
   */
  | ({
      readonly op: "systemd.startUnit";
      /** `controllers` as in cgroup.create. */
      readonly cgroups: readonly { readonly dir: string; readonly controllers: readonly string[] }[];
      readonly adopt: "init" | "nothing";
    } & UnitName &
      UnitProperties)
  /** For as long as the machine runs. */
  | ({ readonly op: "systemd.setProperties" } & UnitName & UnitProperties)
  // teardown
  /** Stop the unit, and let systemd forget it. */
  | ({ readonly op: "systemd.stopUnit" } & UnitName);
