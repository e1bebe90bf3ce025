/** What an init step does, in a few words. */
import type { InitStep } from "../steps.ts";
import {
  capabilities,
  commandLine,
  count,
  hookWords,
  idMap,
  limit,
  mountOptions,
  octal,
  propagation,
  superblockFlags,
} from "./words.ts";

export function initWords(step: InitStep): string {
  switch (step.op) {
    case "cgroup.enter":
      return step.ifDenied === "skip" ? `${step.dir}  if allowed` : step.dir;
    case "ns.open":
      return `${step.type} namespace ${step.path}`;
    case "ns.join":
      return `the ${step.type} namespace opened above`;
    case "ns.enter":
      return `${step.types.join(" ")}  of the container's init`;
    case "ns.unshare":
      return `new ${step.types.join(" ")}`;
    case "init.fork":
      return step.types.length > 0
        ? `a child in new ${step.types.join(" ")}`
        : "a child, in the namespaces joined or made above";
    case "user.assumeRoot":
      return `uid 0, gid 0 of the user namespace${step.clearGroups ? ", no other groups" : ""}`;
    case "session.create":
      return "setsid";
    case "keyring.join":
      return `session keyring ${step.name}${step.label === "" ? "" : ` ${step.label}`}`;
    case "loopback.up":
      return "lo up";
    case "hostname.set":
    case "domainname.set":
      return step.name;
    case "tree.propagation":
    case "rootfs.propagation":
      return `/ ${propagation(step.propagation, step.recursive)}`;
    case "rootfs.open":
      return step.place === step.path ? step.path : `${step.path} at ${step.place}`;
    case "rootfs.close":
      return "umount";
    case "rootfs.pivot":
      return "pivot_root";
    case "rootfs.enter":
      return `chroot ${step.path}`;
    case "rootfs.chroot":
      return step.move ? "MS_MOVE and chroot" : "chroot";
    case "rootfs.readonly":
      return "/ ro";
    default:
      return treeWords(step);
  }
}

type TreeStep = Exclude<
  InitStep,
  {
    op:
      | `ns.${string}`
      | `rootfs.${string}`
      | "cgroup.enter"
      | "init.fork"
      | "user.assumeRoot"
      | "session.create"
      | "keyring.join"
      | "loopback.up"
      | "hostname.set"
      | "domainname.set"
      | "tree.propagation";
  }
>;

function treeWords(step: TreeStep): string {
  switch (step.op) {
    case "source.open":
      return `${step.source}${step.recursive ? " and the mounts below it" : ""}${idmapWords(step)}`;
    case "idmap.make":
      return `a user namespace for mounts: uid ${idMap(step.uids)}; gid ${idMap(step.gids)}`;
    case "idmap.open":
      return `the user namespace ${step.path}, for mounts`;
    case "source.place":
      return `${step.source} on ${step.target}  bind${following(mountOptions(step))}`;
    case "mount.bind":
      return `${step.source} on ${step.target}  ${step.recursive ? "rbind" : "bind"}${following(mountOptions(step))}${step.ifMissing === "skip" ? "  if there" : ""}`;
    case "mount.fs":
      return `${step.type} on ${step.target}${mountOptions(step, [...superblockFlags(step.flags), ...step.options])}${step.call === "mount" ? "  by mount(2)" : ""}${copyUpWords(step)}${step.ifDenied === "fail" ? "" : "  or the host's"}`;
    case "mount.remount":
      return `${step.target}${mountOptions(step)}`;
    case "dir.create":
      return `${step.path} ${octal(step.mode)}`;
    case "symlink.create":
      return `${step.path} → ${step.target}`;
    case "device.create":
      return `${step.path} ${step.type} ${step.major}:${step.minor}  ${octal(step.mode)} ${step.uid}:${step.gid}`;
    case "device.bind":
      return `${step.path} ${step.type} ${step.major}:${step.minor}  bound from the host`;
    case "path.mask":
      return [step.path, ...step.options].join("  ");
    case "path.readonly":
      return step.path;
    case "sysctl.write":
      return `${step.key} = ${step.value}`;
    case "console.open":
      return `a pty${step.mount ? " for /dev/console" : ""}${step.rows > 0 ? `, ${step.columns} × ${step.rows}` : ""}`;
    case "console.attach":
      return "the pty as stdin, stdout, stderr and controlling terminal";
    case "hook.run":
      return hookWords(step);
    default:
      return processWords(step);
  }
}

function idmapWords({ idmap, idmapRecursive }: Extract<InitStep, { op: "source.open" }>): string {
  if (idmap === undefined) return "";
  return `  ids mapped by namespace ${idmap}${idmapRecursive ? ", those of the mounts below it too" : ""}`;
}

function copyUpWords({ copyUp }: Extract<InitStep, { op: "mount.fs" }>): string {
  if (copyUp === "nothing") return "";
  return `  with what it covers${copyUp === "all" ? "" : ", but for devices"}`;
}

type ProcessStep = Exclude<
  TreeStep,
  {
    op:
      | `mount.${string}`
      | `source.${string}`
      | `idmap.${string}`
      | `device.${string}`
      | `path.${string}`
      | `console.${string}`
      | "dir.create"
      | "symlink.create"
      | "sysctl.write"
      | "hook.run";
  }
>;

function processWords(step: ProcessStep): string {
  switch (step.op) {
    case "program.check":
      return `${commandLine([step.program])} can be executed`;
    case "personality.set":
      return step.domain;
    case "memory.policy":
      return [step.mode, ...(step.nodes.length > 0 ? [`nodes ${step.nodes.join(" ")}`] : []), ...step.flags].join("  ");
    case "time.open":
      return "the file for offsets";
    case "time.offset":
      return `${step.clock} ${step.seconds} s ${step.nanoseconds} ns`;
    case "gate.wait":
      return "wait for start";
    case "stdio.own":
      return `stdin, stdout, stderr to uid ${step.uid}`;
    case "procfs.open":
      return "a procfs, for the label";
    case "label.open":
      return `${step.module} ${step.label} is known`;
    case "label.exec":
      return `${step.module} ${step.label}`;
    case "label.file":
      return `${step.path} ${step.label}`;
    case "rlimit.set":
      return `${RLIMIT_NAMES[step.resource] ?? `resource ${step.resource}`} soft ${limit(step.soft)}, hard ${limit(step.hard)}`;
    case "umask.set":
      return octal(step.mask);
    case "home.default":
      return `HOME of uid ${step.uid} from the container's /etc/passwd, else /`;
    case "noNewPrivileges.set":
      return "no new privileges by exec";
    case "seccomp.courier":
      return "a thread that the filter does not bind, to bring its listener to the host";
    case "seccomp.load":
      return step.flags === 0
        ? "the filter compiled above"
        : `the filter compiled above, flags 0x${step.flags.toString(16)}`;
    case "capabilities.bound":
      return `keep ${capabilities(step.keep)}`;
    case "credentials.set":
      return `uid ${step.uid}, gid ${step.gid}, ${groupWords(step.groups, step.setGroups)}`;
    case "capabilities.set":
      return setWords(step);
    case "cwd.set":
      return step.path;
    case "exec":
      return `${commandLine(step.args)}  with ${count(step.env.length, "variable")}`;
  }
}

/** By number, asm-generic/resource.h. */
const RLIMIT_NAMES: readonly string[] =
  "CPU FSIZE DATA STACK CORE RSS NPROC NOFILE MEMLOCK AS LOCKS SIGPENDING MSGQUEUE NICE RTPRIO RTTIME"
    .split(" ")
    .map((name) => `RLIMIT_${name}`);

function groupWords(groups: readonly number[], set: boolean): string {
  if (!set) return "groups as they are";
  return groups.length === 0 ? "no other groups" : `groups ${groups.join(" ")}`;
}

type CapabilitiesSet = Extract<InitStep, { op: "capabilities.set" }>;

/** Sets that are alike are named once. */
function setWords({ effective, permitted, inheritable, ambient }: CapabilitiesSet): string {
  const sets = { effective, permitted, inheritable, ambient };
  const byContent = new Map<bigint, string[]>();
  for (const [name, bits] of Object.entries(sets)) byContent.set(bits, [...(byContent.get(bits) ?? []), name]);
  return [...byContent].map(([bits, names]) => `${names.join(", ")}: ${capabilities(bits)}`).join("; ");
}

/** Options after the word `bind`. */
function following(options: string): string {
  return options.trim() === "" ? "" : `,${options.trim()}`;
}
