/** From what the caller and config.json ask for to what CRIU is asked for. Pure. */
import type { ResolvedSpec } from "../../config/resolved.ts";
import { CLONE_FLAGS } from "../../native/clone-flags.ts";
import type { CriuOptions, CriuPageServer } from "./criu.ts";

/** Values of criu_cg_mode (images/rpc.proto). */
export const CGROUP_MODES = { ignore: 0, soft: 3, full: 4, strict: 5 } as const;
export type CgroupsMode = keyof typeof CGROUP_MODES;

/** What checkpoint and restore are both asked for. */
export interface SharedRequest {
  readonly tcpEstablished: boolean;
  readonly extUnixSk: boolean;
  readonly shellJob: boolean;
  readonly fileLocks: boolean;
  readonly autoDedup: boolean;
  readonly lazyPages: boolean;
  readonly cgroupsMode: CgroupsMode;
}

export interface DumpRequest extends SharedRequest {
  readonly leaveRunning: boolean;
  readonly preDump: boolean;
  readonly tcpSkipInFlight: boolean;
  readonly linkRemap: boolean;
  /** Relative to the directory of images. */
  readonly parent: string | undefined;
  readonly pageServer: CriuPageServer | undefined;
}

export interface RestoreRequest extends SharedRequest {
  readonly lsmProfile: string | undefined;
  readonly lsmMountContext: string | undefined;
}

/** All there is to say in CRIU's log, which is where its errors are found. */
const LOG_LEVEL = 4;
export const DUMP_LOG = "dump.log";
export const RESTORE_LOG = "restore.log";

export interface DumpFacts {
  readonly external: readonly string[];
  /** Directory of the cgroup that can be frozen. */
  readonly freezer: string | undefined;
  readonly configFile: string | undefined;
}

export function dumpOptions(spec: ResolvedSpec, request: DumpRequest, facts: DumpFacts): CriuOptions {
  const { parent, pageServer } = request;
  return {
    ...shared(request),
    logFile: DUMP_LOG,
    root: spec.rootfs.path,
    leaveRunning: request.leaveRunning,
    tcpSkipInFlight: request.tcpSkipInFlight,
    linkRemap: request.linkRemap,
    external: facts.external,
    ...(facts.freezer === undefined ? {} : { freezeCgroup: facts.freezer }),
    ...(facts.configFile === undefined ? {} : { configFile: facts.configFile }),
    ...(pageServer === undefined ? {} : { pageServer }),
    ...(parent === undefined ? {} : { parentImg: parent }),
    ...(parent === undefined && !request.preDump ? {} : { trackMem: true }),
  };
}

export interface RestoreFacts extends Pick<CriuOptions, "external" | "joinNs" | "root"> {
  readonly configFile: string | undefined;
}

export function restoreOptions(request: RestoreRequest, { configFile, ...facts }: RestoreFacts): CriuOptions {
  const { lsmProfile, lsmMountContext } = request;
  return {
    ...shared(request),
    ...facts,
    logFile: RESTORE_LOG,
    // a device's node may have been removed while it was open
    evasiveDevices: true,
    // the runtime's child, like any container's init, and not CRIU's, which ends
    rstSibling: true,
    ...(configFile === undefined ? {} : { configFile }),
    ...(lsmProfile === undefined ? {} : { lsmProfile }),
    ...(lsmMountContext === undefined ? {} : { lsmMountContext }),
  };
}

function shared(request: SharedRequest): CriuOptions {
  return {
    logLevel: LOG_LEVEL,
    notifyScripts: true,
    // the master end of a container's terminal is held outside of it
    orphanPtsMaster: true,
    manageCgroups: true,
    manageCgroupsMode: CGROUP_MODES[request.cgroupsMode],
    // devices and their addresses are whose who made them, the hooks or the caller
    emptyNs: CLONE_FLAGS.network,
    tcpEstablished: request.tcpEstablished,
    extUnixSk: request.extUnixSk,
    shellJob: request.shellJob,
    fileLocks: request.fileLocks,
    autoDedup: request.autoDedup,
    lazyPages: request.lazyPages,
  };
}
