/** What the guest probe prints. */

export interface Descriptor {
  readonly fd: number;
  readonly target: string;
  readonly flags: number;
  readonly mode: number;
  readonly uid: number;
  readonly closeOnExec: boolean;
}

export type CapabilitySets = Readonly<
  Record<"effective" | "permitted" | "inheritable" | "bounding" | "ambient", string>
>;

/** `probe report`. */
export interface Report {
  readonly verb: "report";
  readonly arguments: readonly string[];
  readonly pid: number;
  readonly ppid: number;
  readonly pgid: number;
  readonly sid: number;
  readonly cwd: string;
  readonly exe: string;
  readonly env: readonly string[];
  readonly personality: number;
  /** real, effective, saved, file system. */
  readonly uids: readonly number[];
  readonly gids: readonly number[];
  readonly groups: readonly number[];
  readonly umask: number;
  readonly capabilities: CapabilitySets;
  readonly noNewPrivileges: boolean;
  readonly securebits: number;
  readonly dumpable: boolean;
  /** soft and hard, decimal or `unlimited`. */
  readonly limits: Readonly<Record<string, readonly [string, string]>>;
  readonly namespaces: Readonly<Record<"pid" | "net" | "mnt" | "ipc" | "uts" | "user" | "cgroup" | "time", string>>;
  readonly descriptors: readonly Descriptor[];
  readonly terminals: readonly { readonly terminal: boolean; readonly rows: number; readonly columns: number }[];
  readonly controllingTerminal: boolean;
  readonly blockedSignals: readonly number[];
  readonly ignoredSignals: readonly number[];
  /** Times in nanoseconds, decimal. */
  readonly scheduler: {
    readonly policy: number;
    readonly nice: number;
    readonly priority: number;
    readonly flags: number;
    readonly runtime: string;
    readonly deadline: string;
    readonly period: string;
  };
  readonly ioPriority: { readonly class: number; readonly priority: number };
  readonly hostname: string;
  readonly domainname: string;
  readonly rootEntries: readonly string[];
  readonly keyring: string;
  /** Of the kernel for this personality, such as x86_64. */
  readonly machine: string;
  /** Numbers of MPOL_* and MPOL_F_*. */
  readonly memoryPolicy: { readonly mode: number; readonly flags: number; readonly nodes: readonly number[] };
  readonly bootSeconds: number;
  readonly monotonicSeconds: number;
  readonly mountinfo: string;
  readonly cgroup: string;
  readonly status: string;
  readonly oomScoreAdj: string;
  readonly uidMap: string;
  readonly gidMap: string;
  readonly setgroups: string;
  readonly timeOffsets: string;
}

/** Network devices by name; addresses as `192.0.2.1/24`. */
export type Interfaces = Readonly<Record<string, { readonly up: boolean; readonly addresses: readonly string[] }>>;

/** Any other verb: the fields that it has are there. */
export interface Line {
  readonly verb: string;
  readonly path: string;
  readonly errno: string;
  readonly number: number;
  readonly closed: boolean;
  readonly found: boolean;
  readonly text: string;
  readonly entries: readonly string[];
  readonly type: string;
  readonly mode: string;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly links: number;
  /** Of 512 bytes. */
  readonly blocks: number;
  /** Seconds since 1970. */
  readonly modified: number;
  readonly major: number;
  readonly minor: number;
  readonly device: number;
  readonly inode: number;
  readonly link: string;
  readonly magic: string;
  readonly bytes: number;
  readonly inodes: number;
  readonly result: number;
  readonly signal: number;
  readonly count: number;
  readonly cpu: number;
  readonly wall: number;
  readonly rows: number;
  readonly columns: number;
  readonly payload: string;
  readonly target: string;
  readonly terminal: boolean;
  readonly information: string;
  readonly restored: boolean;
  readonly pid: number;
  readonly interfaces: Interfaces;
}

/** The lines of a probe's output; what is not JSON is left out. */
export function parseLines(output: string): Line[] {
  const texts = output.split(/\r?\n/).filter((text) => text.startsWith("{") && text.endsWith("}"));
  return texts.map((text) => JSON.parse(text));
}

export function findReport(lines: readonly Line[]): Report {
  const found = lines.find((line) => line.verb === "report");
  if (found === undefined) throw new Error("the probe printed no report");
  return found as unknown as Report;
}
