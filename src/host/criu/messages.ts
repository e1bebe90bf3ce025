/** The messages of CRIU's RPC (images/rpc.proto), as far as they are used here. */
import type { CriuLateOptions, CriuOptions } from "../../plan/checkpoint/criu.ts";
import { decode, encode, type Schema } from "./protobuf.ts";

/** criu_req_type. */
export const REQUEST = { DUMP: 1, RESTORE: 2, PRE_DUMP: 4, NOTIFY: 6, FEATURE_CHECK: 9, VERSION: 10 } as const;

/** criu_opts. */
const OPTIONS: { readonly [K in keyof (CriuOptions & CriuLateOptions)]-?: Schema[string] } = {
  imagesDirFd: [1, "int"],
  pid: [2, "int"],
  leaveRunning: [3, "bool"],
  extUnixSk: [4, "bool"],
  tcpEstablished: [5, "bool"],
  evasiveDevices: [6, "bool"],
  shellJob: [7, "bool"],
  fileLocks: [8, "bool"],
  logLevel: [9, "int"],
  logFile: [10, "text"],
  pageServer: [11, { address: [1, "text"], port: [2, "int"] }],
  notifyScripts: [12, "bool"],
  root: [13, "text"],
  parentImg: [14, "text"],
  trackMem: [15, "bool"],
  autoDedup: [16, "bool"],
  workDirFd: [17, "int"],
  linkRemap: [18, "bool"],
  manageCgroups: [24, "bool"],
  cgRoot: [25, { ctrl: [1, "text"], path: [2, "text"] }],
  rstSibling: [26, "bool"],
  inheritFd: [27, { key: [1, "text"], fd: [2, "int"] }],
  manageCgroupsMode: [34, "int"],
  external: [37, "text"],
  emptyNs: [38, "int"],
  joinNs: [39, { ns: [1, "text"], nsFile: [2, "text"] }],
  freezeCgroup: [44, "text"],
  tcpSkipInFlight: [46, "bool"],
  lazyPages: [48, "bool"],
  orphanPtsMaster: [50, "bool"],
  configFile: [51, "text"],
  lsmProfile: [53, "text"],
  lsmMountContext: [63, "text"],
};

const FEATURES = { memTrack: [1, "bool"], lazyPages: [2, "bool"] } as const;
export type CriuFeature = keyof typeof FEATURES;

const REQUESTS: Schema = {
  type: [1, "int"],
  opts: [2, OPTIONS],
  notifySuccess: [3, "bool"],
  features: [5, FEATURES],
};

const ANSWERS: Schema = {
  type: [1, "int"],
  success: [2, "bool"],
  notify: [5, { script: [1, "text"], pid: [2, "int"] }],
  errno: [7, "int"],
  features: [8, FEATURES],
  message: [9, "text"],
  version: [10, { major: [1, "int"], minor: [2, "int"], sublevel: [4, "int"] }],
};

export interface CriuRequest {
  readonly type: number;
  readonly opts?: CriuOptions & CriuLateOptions;
  readonly notifySuccess?: boolean;
  readonly features?: Partial<Record<CriuFeature, boolean>>;
}

export interface CriuAnswer {
  readonly type: number;
  readonly success: boolean;
  readonly notify?: { readonly script?: string; readonly pid?: number };
  readonly errno?: number;
  readonly features?: Partial<Record<CriuFeature, boolean>>;
  /** CRIU's first error (since 3.0). */
  readonly message?: string;
  readonly version?: { readonly major: number; readonly minor: number; readonly sublevel?: number };
}

export function encodeRequest(request: CriuRequest): Uint8Array {
  return encode(REQUESTS, { ...request });
}

/** Throws where the packet is no answer of CRIU's. */
export function decodeAnswer(packet: Uint8Array): CriuAnswer {
  const answer = decode(ANSWERS, packet);
  if (typeof answer.type !== "number" || typeof answer.success !== "boolean") throw new Error("no answer of CRIU's");
  return answer as unknown as CriuAnswer;
}
