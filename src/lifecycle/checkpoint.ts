import { closeSync, statSync, writeSync } from "node:fs";
import { RuntimeError } from "../common/errors.ts";
import { resolve } from "../config/resolve.ts";
import type { ResolvedSpec } from "../config/resolved.ts";
import { caller } from "../host/caller.ts";
import { cgroupFacts } from "../host/cgroup/facts.ts";
import { recordedCgroups } from "../host/cgroup/recorded.ts";
import { inodeOf, resolveIn, seenMounts } from "../host/criu/container.ts";
import { makeDirectory, writeDescriptors } from "../host/criu/directories.ts";
import { dump } from "../host/criu/dump.ts";
import type { CriuFeature } from "../host/criu/messages.ts";
import { checkFeatures, checkVersion, findCriu } from "../host/criu/program.ts";
import { streamsOf } from "../host/streams.ts";
import { containerCgroups } from "../plan/areas/cgroup/paths.ts";
import type { CriuDirectories } from "../plan/checkpoint/criu.ts";
import { dumpedExternals } from "../plan/checkpoint/external.ts";
import { type DumpRequest, dumpOptions } from "../plan/checkpoint/options.ts";
import { lockOrFail } from "../state/lock.ts";
import type { StateRecord } from "../state/record.ts";
import { statusOf } from "../state/status.ts";
import { criuConfigFile } from "./criu-config-file.ts";
import { remove } from "./delete.ts";
import { recordOf } from "./record-of.ts";
import type { Runtime } from "./runtime.ts";
import { readSaved } from "./saved.ts";

export type { CriuDirectories, CriuPageServer } from "../plan/checkpoint/criu.ts";
export type { CgroupsMode, SharedRequest } from "../plan/checkpoint/options.ts";

/** Another runtime may hold the lock this long, milliseconds. */
const PATIENCE = 10_000;
const FIRST_FD = 3;

export interface CheckpointOptions extends DumpRequest {
  readonly directories: CriuDirectories;
  /** Of the caller: told by a zero byte when lazy pages can be fetched. */
  readonly statusFd: number | undefined;
}

/**
 * Save a running or paused container to files. Unless it is left running, it ends with that, and is deleted (as runc).
 * Throws WRONG_STATE, UNSUPPORTED_HOST where there is no fitting criu, CRIU_FAILED; then it runs on.
 */
export function checkpoint(rt: Runtime, id: string, options: CheckpointOptions): void {
  recordOf(rt, id);
  const lock = lockOrFail(rt.addon, { root: rt.root, id, patience: PATIENCE });
  const record = recordOf(rt, id);
  checkStatus(record);
  const criu = usableCriu(rt, options);
  prepareDirectories(options);
  save(rt, record, { options, criu });
  if (options.leaveRunning || options.preDump) return;
  rt.addon.close(lock);
  // the monitor of a foreground run may be faster
  remove(rt, id, { force: true });
}

function checkStatus(record: StateRecord): void {
  const status = statusOf(record);
  if (status === "running" || status === "paused") return;
  throw new RuntimeError("WRONG_STATE", `Container cannot be checkpointed in ${status} state`, {
    hint: "only a container whose program runs can be: see caisson start",
  });
}

function usableCriu(rt: Runtime, options: CheckpointOptions): string {
  const criu = findCriu();
  checkVersion(rt.addon, criu, []);
  const wanted: CriuFeature[] = [];
  if (options.preDump || options.parent !== undefined) wanted.push("memTrack");
  if (options.lazyPages) wanted.push("lazyPages");
  checkFeatures(rt.addon, criu, wanted);
  if (options.lazyPages && options.statusFd !== undefined) checkStatusFd(rt, options.statusFd);
  return criu;
}

function checkStatusFd(rt: Runtime, fd: number): void {
  const kept = caller().keptFds;
  const open = kept === undefined ? rt.addon.isInherited(fd) : fd < FIRST_FD + kept;
  if (open) return;
  throw new RuntimeError("USAGE", `invalid --status-fd argument ${fd}: it is not open`, { errno: "EBADF" });
}

function prepareDirectories({ directories, parent }: CheckpointOptions): void {
  makeDirectory(directories.images);
  if (directories.work !== undefined) makeDirectory(directories.work);
  if (parent === undefined) return;
  const path = `${directories.images}/${parent}`;
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory()) return;
  const errno = found === undefined ? "ENOENT" : "ENOTDIR";
  throw new RuntimeError("USAGE", `invalid --parent-path: ${path}`, {
    errno,
    hint: "it is relative to --image-path, and names the directory of an earlier pre-dump",
  });
}

function save(rt: Runtime, record: StateRecord, how: { options: CheckpointOptions; criu: string }): void {
  const { options, criu } = how;
  const { directories, preDump, statusFd } = options;
  const spec = resolve(readSaved(rt.root, record.id).config, { bundle: record.bundle });
  // the memory alone needs neither
  if (!preDump) writeDescriptors(directories.images, record.streams ?? streamsOf(record.pid));
  const facts = {
    external: preDump ? [] : externals(record, spec),
    freezer: record.freezer,
    configFile: criuConfigFile(spec),
  };
  dump(rt.addon, {
    criu,
    pid: record.pid,
    preDump,
    directories,
    options: dumpOptions(spec, options, facts),
    onReady: () => {
      if (statusFd === undefined) return;
      writeSync(statusFd, "\0");
      closeSync(statusFd);
    },
  });
}

function externals({ id, pid, unit, cgroups }: StateRecord, spec: ResolvedSpec): string[] {
  const { mode, hierarchies } = cgroupFacts();
  return dumpedExternals({
    spec,
    cgroups:
      unit === undefined
        ? containerCgroups(spec.cgroupsPath, { cgroup: { mode, hierarchies } }, id)
        : recordedCgroups(cgroups, hierarchies),
    mounts: seenMounts(pid),
    resolve: (destination) => resolveIn(`/proc/${pid}/root`, destination),
    inodeOf,
  });
}
