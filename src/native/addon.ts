/**
 * The typed face of the addon (addon/binding). Thin: one function a kernel facility, no policy.
 *
 * Every function throws an Error with `syscall` (name), `errno` (positive number) and `code` (`EPERM`) when the kernel
 * refuses. Every descriptor that is returned is close-on-exec. Nothing here touches stdio flags.
 */

import type { BusValue } from "../common/variant.ts";

export interface SpawnOptions {
  /** Descriptor of the executable, such as a sealed memfd. */
  readonly exe: number;
  readonly args: readonly string[];
  /** `KEY=value`; empty where left out. */
  readonly env?: readonly string[];
  /** The child gets descriptors 3..3+keep-1 of the caller as they are, then these from 3+keep on, in order; all others are closed. */
  readonly keep: number;
  readonly fds: readonly number[];
  /** CLONE_NEW* bits. */
  readonly cloneFlags: number;
}

export interface Received {
  /** Bytes of one packet; empty at end of file. */
  readonly data: Uint8Array;
  readonly fds: readonly number[];
}

export interface NotifyRequest {
  readonly socket: number;
  readonly manager: number;
  readonly pidfd: number;
  /** As the manager knows it. */
  readonly mainPid: number;
}

export interface HookRequest {
  readonly path: string;
  readonly args: readonly string[];
  readonly env: readonly string[];
  readonly stdin: string;
  /** Its working directory; the engine's own, `/`, where there is no such directory. */
  readonly directory: string;
  /** Milliseconds, 0 for none. */
  readonly timeout: number;
  /** Called with the process group's id before the hook's program runs. */
  readonly onStart: (processGroup: number) => void;
}

export interface HookResult {
  /** Exit status, or -1 where a signal ended it. */
  readonly status: number;
  readonly signal: number;
  readonly timedOut: boolean;
  /** stdout and stderr together, at most 64 KiB. */
  readonly output: string;
}

export interface NetDevice {
  readonly index: number;
  /** IFF_UP. */
  readonly up: boolean;
}

export interface NetAddress {
  /** What addNetAddress takes. */
  readonly message: Uint8Array;
  /** IFA_F_PERMANENT: it has no lifetime. */
  readonly permanent: boolean;
  /** RT_SCOPE_UNIVERSE. */
  readonly global: boolean;
}

/** What is absent stays as it is; `netns` is a descriptor. */
export interface NetDeviceChange {
  readonly name?: string;
  readonly up?: boolean;
  readonly netns?: number;
}

/** struct sched_attr of sched_setattr(2), in the kernel's numbers; times are nanoseconds. */
export interface SchedulerAttributes {
  readonly policy: number;
  readonly flags: number;
  readonly nice: number;
  readonly priority: number;
  readonly runtime: bigint;
  readonly deadline: bigint;
  readonly period: bigint;
}

/** A connection to a systemd manager. */
export interface SystemdConnection {
  readonly opaque: "connection";
}

/** A method of org.freedesktop.systemd1.Manager, and its arguments by their signature; after `timeout` ms ETIMEDOUT. */
export type SystemdArguments = [
  connection: SystemdConnection,
  method: string,
  signature: string,
  values: readonly BusValue[],
  timeout: number,
];

/** What the addon throws where systemd answered with an error, or the library could not be loaded. */
export interface SystemdFailure extends NodeJS.ErrnoException {
  /** Name of the D-Bus error, such as `org.freedesktop.systemd1.NoSuchUnit`. */
  readonly busError?: string;
  /** Its words, or those of the dynamic loader. */
  readonly detail?: string;
}

/** Questions to the kernel that have no effect. Where a number is returned it is an errno, 0 for none. */
export interface Probes {
  /** unshare(2) with each of these CLONE_NEW* bits in turn, in a child that then ends: the later ones are tried in the earlier. */
  probeUnshare(flags: readonly number[]): number[];
  /** seccomp(2) SECCOMP_SET_MODE_FILTER without a program: EFAULT where the kernel knows the flags. */
  probeSeccompFlags(flags: number): number;
  /** SECCOMP_GET_ACTION_AVAIL of a SECCOMP_RET_* value. */
  probeSeccompAction(action: number): number;
  /** Whether set_mempolicy(2) knows the mode, with flags: asked by mbind(2) of no memory. */
  probeMemoryPolicy(mode: number): number;
  /** NS_GET_USERNS (ioctl_ns(2)) of the namespace at the path: EPERM where its owner is an ancestor's. */
  probeNamespaceOwner(path: string): number;
  /** The system calls without which nothing works, as far as they are unknown (ENOSYS). */
  probeCalls(): string[];
}

export interface Addon extends Probes {
  /** A memfd with a copy of the file, executable and sealed against any change. */
  sealedCopy(path: string, name: string): number;
  /** A memfd that holds `data`, offset 0, sealed. */
  memfd(name: string, data: Uint8Array): number;
  /** Read end and write end. */
  pipe(): [number, number];
  /** SOCK_SEQPACKET pair. */
  socketPair(): [number, number];
  /** Bind and listen on a SOCK_SEQPACKET Unix socket `name` in directory `dir`, whatever the length of `dir`. */
  listen(dir: string, name: string): number;
  /** Connect to it. */
  connect(dir: string, name: string): number;
  /**
   * Connect to a SOCK_STREAM Unix socket by path, send `payload` with one descriptor, close (console-socket, pidfd-socket,
   * seccomp listenerPath). Throws EAGAIN where that takes longer than 10 s.
   */
  sendDescriptor(path: string, fd: number, payload: string): void;
  /** Bind a SOCK_DGRAM Unix socket `name` in directory `dir`, for everybody who can reach it. */
  notifyListen(dir: string, name: string): number;
  /** A datagram socket connected to what NOTIFY_SOCKET says: a path, or `@` and an abstract name (EAFNOSUPPORT else). */
  notifyConnect(address: string): number;
  /**
   * sd_notify(3): wait until READY=1 comes on `socket`, hand it on to `manager` with MAINPID, and wait for the manager
   * to pass a barrier; or until `pidfd`'s process ends. Takes both sockets over. Throws ETIMEDOUT where the barrier is
   * not passed within 10 s, EINTR where a signal that holdSignals() catches is pending.
   */
  notifyForward(request: NotifyRequest): void;
  send(fd: number, data: Uint8Array): void;
  /**
   * Wait for one packet on `fd`. Returns undefined when `pidfd` (where ≥ 0) became readable with nothing to read on `fd`,
   * or `timeout` ms (where ≥ 0) passed. Throws EINTR where an ending signal that holdSignals() caught is pending
   * and there is nothing to read.
   */
  receive(fd: number, pidfd: number, timeout: number): Received | undefined;
  /** clone(CLONE_VM|CLONE_VFORK|CLONE_PIDFD) and execveat; all signals at their defaults and unblocked in the child. */
  spawn(options: SpawnOptions): { pid: number; pidfd: number };
  /** waitid(P_PIDFD); undefined with `block` false while it runs. Throws ECHILD where it is not ours. */
  reap(pidfd: number, block: boolean): { status: number; signal: number } | undefined;
  pidfdOpen(pid: number): number;
  pidfdSendSignal(pidfd: number, signal: number): void;
  /** True once the process has ended; waits at most `timeout` ms (-1: for ever). */
  pidfdWait(pidfd: number, timeout: number): boolean;
  close(fd: number): void;
  /**
   * poll(2): what of `events` (native/poll.ts) has happened on each of `fds`, after `timeout` ms (-1: no end) at the latest.
   * A negative descriptor is passed over.
   */
  poll(fds: readonly number[], events: readonly number[], timeout: number): number[];
  /** eventfd(2) that counts from 0; reading it does not block, and throws EAGAIN at 0. */
  eventFd(): number;
  /** Run a hook: own process group, output capped, the whole group killed on time-out. */
  runHook(request: HookRequest): HookResult;
  /** prlimit(2) by OCI number. */
  setLimit(pid: number, resource: number, soft: bigint, hard: bigint): void;
  getLimit(resource: number): { soft: bigint; hard: bigint };
  setScheduler(pid: number, attributes: SchedulerAttributes): void;
  /** sched_setaffinity(2), by numbers of processors. */
  setAffinity(pid: number, cpus: readonly number[]): void;
  /** ioprio_set(2) of all processes of the group; `ioClass` is the number of IOPRIO_CLASS_*. */
  setIoPriority(processGroup: number, ioClass: number, priority: number): void;
  /** open(O_RDWR|O_CREAT|O_CLOEXEC, 0600) and flock; undefined where `block` is false and another holds it. */
  lockFile(path: string, mode: "shared" | "exclusive", block: boolean): number | undefined;
  /**
   * Catch SIGTERM, SIGINT, SIGHUP, SIGQUIT from now on; receive() then throws EINTR. `all` keeps what else would end the
   * process (SIGUSR1, real-time signals …) for whom execInPlace makes of it.
   */
  holdSignals(which: "ending" | "all"): void;
  /** The first signal caught by holdSignals(), or 0. */
  pendingSignal(): number;
  /** umount2(MNT_DETACH) of what is mounted at the path itself, with all below. */
  detachMount(path: string): void;
  /** PR_SET_CHILD_SUBREAPER on. */
  becomeSubreaper(): void;
  /** True where the descriptor is open and was inherited (not close-on-exec). */
  isInherited(fd: number): boolean;
  isTerminal(fd: number): boolean;
  windowSize(fd: number): { rows: number; columns: number } | undefined;
  /** Effective capabilities of the runtime as bits, from capget(2). */
  effectiveCapabilities(): bigint;
  /**
   * execve the static executable in place: `exe` by path, with descriptors `fds` kept open under their own numbers,
   * the environment `env`, signals reset. Held signals stay blocked and pending. Only returns by throwing.
   */
  execInPlace(exe: string, args: readonly string[], env: readonly string[], fds: readonly number[]): never;
  /**
   * Compile a seccomp profile with libseccomp (binary-tree optimised) to BPF. `profile` is JSON: {defaultAction, defaultErrnoRet?,
   * architectures, syscalls: [{names, action, errnoRet?, args: [{index, value, valueTwo, op}]}]}, 64-bit values as decimal
   * strings. `unknown` names the syscalls that this libseccomp does not know.
   * Where the default action denies, calls newer than all that the profile names get ENOSYS.
   */
  compileSeccomp(profile: string): { program: Uint8Array; unknown: string[] };
  libseccompVersion(): string;
  /** Load an eBPF program of type CGROUP_DEVICE and attach it to a v2 cgroup directory (bpf(2), BPF_F_ALLOW_MULTI). */
  attachDeviceProgram(cgroup: string, program: Uint8Array): void;
  /** An rtnetlink socket in the network namespace behind the descriptor. The kernel's words for a refusal are the error's `detail`. */
  netlinkSocket(netns: number): number;
  /** Throws ENODEV where there is none of that name. */
  netDevice(socket: number, name: string): NetDevice;
  changeNetDevice(socket: number, index: number, change: NetDeviceChange): void;
  netAddresses(socket: number, index: number): NetAddress[];
  /** `message` of a NetAddress, of any device. Replaces the address where it is there already. */
  addNetAddress(socket: number, index: number, message: Uint8Array): void;
  /**
   * Connect to a manager by a D-Bus address; `direct` where no bus daemon is between. The first call loads libsystemd:
   * throws ELIBACC where it is not there.
   */
  connectSystemd(address: string, direct: boolean): SystemdConnection;
  closeSystemd(connection: SystemdConnection): void;
  /** Call a method of the manager. Returns the object path of the reply, where it is one. */
  callSystemd(...call: SystemdArguments): string | undefined;
  /** The same for a method that begins a job; returns the job's result, `done` where it succeeded, once it has ended. */
  runSystemdJob(...call: SystemdArguments): string;
  /** A property that is a string. */
  systemdProperty(connection: SystemdConnection, path: string, interfaceName: string, property: string): string;
}
