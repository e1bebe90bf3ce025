/** What state.json of a container holds: `<root>/<id>/state.json`, 0600. */
import type { HostStep, Step } from "../plan/steps.ts";

export interface StateRecord {
  readonly ociVersion: string;
  readonly id: string;
  readonly bundle: string;
  readonly rootfs: string;
  /** RFC 3339, UTC. */
  readonly created: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** Name of the user who created it. */
  readonly owner: string;
  /** What the runtime last recorded; the status that users see is computed by state/status. */
  readonly recorded: "creating" | "created" | "running";
  /** 0 until init was spawned. */
  readonly pid: number;
  /** Field 22 of /proc/pid/stat, as text; tells a reused pid. */
  readonly startTime: string;
  /** /proc/sys/kernel/random/boot_id; tells a record of an earlier boot. */
  readonly bootId: string;
  /** True where init has a PID namespace of its own, so that killing it kills everything in it. */
  readonly ownPidNamespace: boolean;
  /** Every cgroup directory that create makes, recorded before they are made. */
  readonly cgroups: readonly string[];
  /** Groups of resctrl that create makes, recorded before they are made; absent where there are none. */
  readonly resctrl?: readonly string[];
  /** The systemd unit that create starts, recorded before it is started; undefined under the cgroupfs driver. */
  readonly unit?: { readonly manager: "system" | "user"; readonly name: string } | undefined;
  /** Directory of the v1 freezer, or of the v2 cgroup: where `paused` is read. */
  readonly freezer: string | undefined;
  /** Process groups of hooks under way. */
  readonly hooks: readonly { readonly pid: number; readonly startTime: string }[];
  /** Index of the start gate in the plan, and the plan's steps from there on, without what only init needs (remember). */
  readonly gate: number;
  readonly fromGate: readonly Step[];
  /** Host steps that delete runs. */
  readonly teardown: readonly HostStep[];
  /** Name of the compiled seccomp profile in the cache; absent where there is none. */
  readonly filter?: string;
  /** What descriptors 0 to 2 were when the container was made (`pipe:[4711]`), for a checkpoint; absent with a terminal. */
  readonly streams?: readonly string[];
  /** False where config.json has no process: then start is an error. */
  readonly hasProcess: boolean;
}
