import { existsSync, readFileSync } from "node:fs";
import { RuntimeError } from "../common/errors.ts";
import { configError, type Problem } from "../config/problem.ts";
import type { Resources, Spec } from "../config/spec.ts";
import { RESOURCES, validateResources } from "../config/validate-resources.ts";
import { absentControllers } from "../host/cgroup/absent.ts";
import { changeLimits } from "../host/cgroup/change-limits.ts";
import { currentLimits } from "../host/cgroup/current.ts";
import { cgroupFacts } from "../host/cgroup/facts.ts";
import { recordedCgroups } from "../host/cgroup/recorded.ts";
import { managerFacts } from "../host/cgroup/systemd/facts.ts";
import { resctrlMount } from "../host/resctrl/facts.ts";
import { recordedGroups } from "../host/resctrl/recorded.ts";
import { wantedControllers } from "../plan/areas/cgroup/wanted.ts";
import type { HostStep } from "../plan/steps.ts";
import { buildUpdate } from "../plan/update/build.ts";
import { mergeResources } from "../plan/update/merge.ts";
import { DECIDING } from "../plan/update/order.ts";
import type { ResctrlHost } from "../plan/update/resctrl.ts";
import type { UpdatedUnit } from "../plan/update/unit.ts";
import { lockOrFail } from "../state/lock.ts";
import type { StateRecord } from "../state/record.ts";
import { statusOf } from "../state/status.ts";
import { warnOf } from "./config-warnings.ts";
import { recordOf } from "./record-of.ts";
import type { Runtime } from "./runtime.ts";
import { readSaved, type Saved, saveAgain } from "./saved.ts";
import { openSession } from "./session.ts";

/** Another runtime may hold the lock this long, milliseconds. */
const PATIENCE = 10_000;

export interface UpdateOptions {
  /** linux.resources as it was given, not yet checked. Taken over. */
  readonly resources: unknown;
  /** What users know them by. */
  readonly file: string;
  /** Flags that gave them, by pointers into them: `/memory/limit` to `--memory`. */
  readonly flags: ReadonlyMap<string, string>;
  /** Empty to leave them alone. */
  readonly l3CacheSchema: string;
  readonly memBwSchema: string;
}

/**
 * Change the limits of a container that is created, running or paused; what is not given stays. All are changed or none.
 * Throws CONFIG_INVALID with places in what was given, and WRONG_STATE, `container not running`.
 */
export function update(rt: Runtime, id: string, options: UpdateOptions): void {
  recordOf(rt, id);
  const resources = checked(rt, options);
  lockOrFail(rt.addon, { root: rt.root, id, patience: PATIENCE });
  const record = recordOf(rt, id);
  checkStatus(record);
  const saved = readSaved(rt.root, id);
  const asked = { ...options, resources };
  let steps: readonly HostStep[];
  try {
    steps = change(rt, record, asked);
  } catch (error) {
    throw relocated(error, options);
  }
  saveChanged(rt, id, { saved, asked, steps });
}

function checked(rt: Runtime, options: UpdateOptions): Resources {
  const { l3CacheSchema, memBwSchema, file } = options;
  const { resources, problems, warnings } = validateResources(options.resources, { l3CacheSchema, memBwSchema });
  const here = (list: readonly Problem[]): Problem[] =>
    list.map((problem) => ({
      ...problem,
      pointer: placeOf(problem.pointer, options).replace(/^(option|resources):/, ""),
    }));
  warnOf(here(warnings), file, rt.warn);
  if (resources === undefined) throw configError(here(problems), file);
  return resources;
}

type Asked = UpdateOptions & { readonly resources: Resources };

/** Returns what was done. */
function change(rt: Runtime, record: StateRecord, asked: Asked): HostStep[] {
  const host = cgroupFacts();
  const dirs = record.cgroups.filter((dir) => existsSync(dir));
  const cgroups = recordedCgroups(dirs, host.hierarchies);
  const facts = {
    cgroup: host,
    v2Controllers: host.v2Controllers,
    absentControllers: absentControllers(wantedControllers(asked.resources), host),
    current: currentLimits(cgroups, DECIDING),
    unit: unitOf(rt, record),
  };
  const steps = buildUpdate({ ...asked, resctrl: resctrlOf(record) }, facts, cgroups);
  const session = openSession(rt, { record, steps, firstStep: 0 });
  // for a group of resctrl that it joins
  session.init = { pid: record.pid, pidfd: -1 };
  const made = steps.find((step) => step.op === "resctrl.create");
  if (made !== undefined) session.save({ teardown: withRemoval(record.teardown, made) });
  changeLimits(steps, session);
  return steps;
}

/** By the record: `--systemd-cgroup` need not be given again. */
function unitOf({ addon }: Runtime, { unit }: StateRecord): UpdatedUnit | undefined {
  return unit === undefined ? undefined : { ...unit, version: managerFacts(addon, unit.manager).version };
}

/** On record before it is made. */
function withRemoval(teardown: readonly HostStep[], made: Extract<HostStep, { op: "resctrl.create" }>): HostStep[] {
  const { dir, from } = made;
  const last = teardown.findIndex(({ op }) => op === "hook.run" || op === "state.remove");
  return teardown.toSpliced(last, 0, { at: "host", op: "resctrl.remove", dir, from, ifCreated: "remove" });
}

function resctrlOf({ teardown, id }: StateRecord): ResctrlHost {
  const mountinfo = readFileSync("/proc/self/mountinfo", "utf8");
  const mount = resctrlMount(mountinfo);
  return {
    mount,
    features: ["L3", "MB"].filter((name) => mount !== undefined && existsSync(`${mount}/info/${name}`)),
    group: recordedGroups(teardown, () => mountinfo)?.group,
    own: `${mount}/${id}`,
  };
}

function checkStatus(record: StateRecord): void {
  const status = statusOf(record);
  if (status === "created" || status === "running" || status === "paused") return;
  throw new RuntimeError("WRONG_STATE", `container not running: it is ${status}`);
}

/** Where the caller finds what config.json would have at the pointer: a flag, or a place in the resources. */
function placeOf(from: string, { flags }: Pick<UpdateOptions, "flags">): string {
  if (from === "/linux/intelRdt/l3CacheSchema") return "option:--l3-cache-schema";
  if (from === "/linux/intelRdt/memBwSchema") return "option:--mem-bw-schema";
  if (!from.startsWith(RESOURCES)) return from;
  const place = from.slice(RESOURCES.length);
  const flag = flags.get(place);
  return flag === undefined ? `resources:${place}` : `option:${flag}`;
}

function relocated(error: unknown, options: UpdateOptions): unknown {
  if (!(error instanceof RuntimeError) || error.from === undefined) return error;
  const { code, message, syscall, errno, hint } = error;
  return new RuntimeError(code, message, {
    from: placeOf(error.from, options),
    ...(syscall === undefined ? {} : { syscall }),
    ...(errno === undefined ? {} : { errno }),
    ...(hint === undefined ? {} : { hint }),
    cause: error,
  });
}

interface Changed {
  readonly saved: Saved;
  readonly asked: Asked;
  readonly steps: readonly HostStep[];
}

/** The limits hold, whatever becomes of the record of them. */
function saveChanged(rt: Runtime, id: string, { saved, asked, steps }: Changed): void {
  // exec joins these
  const joined = steps.flatMap((step) =>
    step.op === "resctrl.join" ? [{ mount: step.mount, dir: step.dir, from: step.from }] : [],
  );
  try {
    const config = withLimits(saved.config, asked);
    saveAgain({ root: rt.root, id }, { ...saved, config, resctrl: [...saved.resctrl, ...joined] });
  } catch (error) {
    rt.warn(`the limits of container ${id} are changed, but its saved configuration is not: ${String(error)}`);
  }
}

/** Devices stay as create had them. */
function withLimits(config: Spec, { resources: { devices: _, ...limits }, l3CacheSchema, memBwSchema }: Asked): Spec {
  const schemas = {
    ...(l3CacheSchema === "" ? {} : { l3CacheSchema }),
    ...(memBwSchema === "" ? {} : { memBwSchema }),
  };
  const intelRdt = Object.keys(schemas).length === 0 ? {} : { intelRdt: { ...config.linux?.intelRdt, ...schemas } };
  const resources = mergeResources(config.linux?.resources ?? {}, limits);
  return { ...config, linux: { ...config.linux, ...intelRdt, resources } };
}
