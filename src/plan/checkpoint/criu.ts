/**
 * What CRIU is asked for: the options of its RPC (criu.org/RPC, images/rpc.proto) that runtimes use, by the names that
 * those have there. Numbers of descriptors and of processes are filled in when they are known (CriuLateOptions).
 */

export interface CriuOptions {
  readonly leaveRunning?: boolean;
  readonly extUnixSk?: boolean;
  readonly tcpEstablished?: boolean;
  readonly tcpSkipInFlight?: boolean;
  readonly evasiveDevices?: boolean;
  readonly shellJob?: boolean;
  readonly fileLocks?: boolean;
  readonly linkRemap?: boolean;
  readonly autoDedup?: boolean;
  readonly lazyPages?: boolean;
  readonly trackMem?: boolean;
  readonly orphanPtsMaster?: boolean;
  readonly notifyScripts?: boolean;
  readonly rstSibling?: boolean;
  readonly logLevel?: number;
  readonly logFile?: string;
  readonly pageServer?: CriuPageServer;
  /** The directory that the container has for a root; for restore it must be a mount point. */
  readonly root?: string;
  /** Relative to the directory of images. */
  readonly parentImg?: string;
  readonly manageCgroups?: boolean;
  /** criu_cg_mode. */
  readonly manageCgroupsMode?: number;
  readonly freezeCgroup?: string;
  /** `mnt[KEY]:VALUE`, `net[INODE]:KEY`. */
  readonly external?: readonly string[];
  /** CLONE_NEW* bits of namespaces whose contents are not CRIU's matter. */
  readonly emptyNs?: number;
  readonly joinNs?: readonly CriuJoinedNamespace[];
  readonly configFile?: string;
  readonly lsmProfile?: string;
  readonly lsmMountContext?: string;
}

/** Known only while CRIU runs. */
export interface CriuLateOptions {
  /** Of the runtime, which CRIU looks up in its /proc/PID/fd. */
  readonly imagesDirFd?: number;
  readonly workDirFd?: number;
  readonly pid?: number;
  readonly cgRoot?: readonly { readonly ctrl: string; readonly path: string }[];
  /** `fd` is CRIU's. */
  readonly inheritFd?: readonly { readonly key: string; readonly fd: number }[];
}

export interface CriuPageServer {
  readonly address: string;
  readonly port: number;
}

export interface CriuJoinedNamespace {
  readonly ns: string;
  readonly nsFile: string;
}

/** A namespace that exists when the container is restored; `key` is what the image calls it. */
export interface InheritedNamespace {
  readonly key: string;
  readonly path: string;
  readonly from: string;
}

/** Absolute. */
export interface CriuDirectories {
  readonly images: string;
  /** Of logs and statistics; the directory of images where undefined. */
  readonly work: string | undefined;
}
