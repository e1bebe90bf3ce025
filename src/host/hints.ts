/** What to do about a failed step: one sentence where the field knows a usual cause. */
import type { Step } from "../plan/steps.ts";
import { writeHint } from "./cgroup/hints.ts";

export function hintFor(step: Step, errno: string | undefined): string | undefined {
  if (step.op === "cgroup.write") return writeHint(step.file, errno);
  if (step.op === "scheduler.set") return schedulerHint(step.policy, errno);
  const forStep = HINTS[step.op];
  return forStep?.[errno ?? "*"] ?? forStep?.["*"] ?? (errno === "ENOSYS" ? GENERAL_ENOSYS : undefined);
}

const GENERAL_ENOSYS =
  "this kernel, or a seccomp filter around the runtime, lacks the system call; Linux 5.12 or later is needed";

/** Which cause an errno has depends on the policy (sched_setattr(2), kernel/sched/syscalls.c). */
function schedulerHint(policy: string, errno: string | undefined): string | undefined {
  switch (errno) {
    case "EINVAL":
      if (policy === "SCHED_ISO") return "Linux has reserved this policy, but no version of it has one";
      return "a period must lie between kernel.sched_deadline_period_min_us and _max_us, and this kernel may lack a flag";
    case "EOPNOTSUPP":
      return "this kernel has no utilization clamps (CONFIG_UCLAMP_TASK)";
    case "EBUSY":
      return "the deadlines that are promised already leave too little time; see kernel.sched_rt_runtime_us";
    case "EPERM":
      if (policy === "SCHED_DEADLINE")
        return "a deadline wants CAP_SYS_NICE and all processors: no cpu.cpus in resources";
      if (policy !== "SCHED_FIFO" && policy !== "SCHED_RR") return "a lower nice value wants CAP_SYS_NICE";
      return "real time wants CAP_SYS_NICE, and with cgroup v1 a budget: cpu.realtimeRuntime in resources";
    default:
      return undefined;
  }
}

const HINTS: Partial<Record<Step["op"], Readonly<Record<string, string>>>> = {
  "mount.fs": {
    EPERM:
      "in a user namespace a new proc or sysfs wants a PID or network namespace of its own, and a host /proc that nothing covers",
    ENODEV: "the kernel does not know this file system type; is its module loaded?",
    EINVAL: "the file system refused an option; see mount options in config.json",
    ENOENT: "the source, and every directory that the options name, must exist on the host",
    ENOSPC: "what tmpcopyup copies needs more room than the tmpfs has; see its options size and nr_inodes",
    ESTALE: "what tmpcopyup copies was changed at the same time; try again",
    ENOTDIR: "something on the way to the mount point in the root file system is not a directory",
    ELOOP: "the mount point in the root file system leads through a symbolic link that may not be followed",
  },
  "source.open": {
    ENOENT: "the source must exist on the host before the container is created",
    EINVAL: "not every file system can map ids in every kernel; leave idmap and the mappings out, or move the source",
    EPERM:
      "mapping ids wants CAP_SYS_ADMIN over the source's file system, and a source whose ids are not mapped already",
  },
  "idmap.make": {
    EINVAL: "the kernel takes mappings of at most 4095 bytes of text, of ids that the runtime's own user namespace has",
    EPERM: "the runtime's own user namespace must have all ids that the mappings name",
    ENOSPC: "the limit in /proc/sys/user/max_user_namespaces is reached",
  },
  "idmap.open": { ENOENT: "the namespace's path must exist when the container is created" },
  "mount.bind": {
    ENOENT: "the source must exist on the host before the container is created",
    ENOTDIR: "a file can be bound only on a file, a directory only on a directory",
    EPERM:
      "nothing inside of /proc can be covered, and in a user namespace no locked flag (ro, nosuid, nodev, noexec) cleared",
  },
  "rootfs.open": {
    ENOENT: "root.path is taken from the bundle; does the directory exist?",
    ENOTDIR: "root.path must be a directory",
  },
  "program.check": {
    ENOENT:
      "the program, by PATH of process.env, and its interpreter are looked up in the container's root file system",
    EACCES: "the program must be an executable file for the container's user",
  },
  exec: {
    ENOENT: "the program's interpreter or loader may be missing in the root file system",
    ENOEXEC: "the file is no program for this machine",
  },
  "cwd.set": { ENOENT: "process.cwd must exist in the container", EACCES: "process.user may not enter process.cwd" },
  "capabilities.set": {
    EPERM: "no capability can be given that the runtime lacks itself: CapPrm in /proc/self/status",
  },
  "rlimit.raise": { EPERM: "raising a hard limit wants CAP_SYS_RESOURCE; choose one at or below the runtime's own" },
  "rlimit.set": { EPERM: "raising a hard limit wants CAP_SYS_RESOURCE; choose one at or below the runtime's own" },
  "oom.adjust": {
    EACCES: "lowering it below the runtime's own wants CAP_SYS_RESOURCE",
    EPERM: "lowering it below the runtime's own wants CAP_SYS_RESOURCE",
  },
  "time.offset": { ERANGE: "the clock would stand before 0, or centuries ahead" },
  "time.open": { ENOENT: "this kernel has no time namespaces (CONFIG_TIME_NS)" },
  "memory.policy": {
    EINVAL:
      "no node of the list has memory here or is among cpu.mems of resources, or this kernel lacks the mode or takes the flag with another",
    ENOSYS: "this kernel knows no memory nodes (CONFIG_NUMA)",
  },
  "affinity.set": { EINVAL: "none of these processors is there, or the cgroup's cpuset allows none of them" },
  "ns.enter": {
    ESRCH: "the container has just ended",
    EPERM: "joining namespaces wants root, or the user who owns the container's user namespace",
  },
  "ioPriority.set": { EPERM: "the class IOPRIO_CLASS_RT wants CAP_SYS_NICE or CAP_SYS_ADMIN" },
  "device.create": { EPERM: "making device nodes wants CAP_MKNOD in the initial user namespace" },
  "cgroup.create": {
    EACCES: "the runtime's user may not write here; delegate a cgroup, or choose another cgroupsPath",
    EROFS: "the cgroup file system is mounted read-only",
  },
  "idmap.write": { EPERM: "the ids must be the user's own or granted in /etc/subuid and /etc/subgid" },
  "ns.open": {
    EINVAL: "the file is a namespace of another type, or no namespace at all",
    ENOENT: "the namespace's path must exist when the container is created",
  },
  "ns.unshare": {
    ENOSPC: "the limit in /proc/sys/user/max_*_namespaces is reached",
    EPERM: "may users make user namespaces here? see user.max_user_namespaces and kernel.unprivileged_userns_clone",
  },
  "init.spawn": {
    ENOSPC: "the limit in /proc/sys/user/max_*_namespaces is reached",
    EPERM: "making namespaces wants root, or a user namespace in config.json",
  },
  "sysctl.write": { ENOENT: "this kernel has no such sysctl, or it belongs to no namespace" },
  "seccomp.compile": {
    EDOM: "one filter cannot hold architectures of the other byte order than this machine's",
  },
  "resctrl.create": { ENOSPC: "the processor has no class of service or monitoring id left; see info/*/num_closids" },
  "resctrl.schemata": { EINVAL: "the processor, or this mount of resctrl, does not take this; see info below it" },
  "netdevice.move": {
    ENODEV: "the device must be in the runtime's network namespace when the container is created",
    EINVAL: "devices such as lo, and bridges with some kernels, cannot leave their network namespace",
    EPERM: "moving a network device wants CAP_NET_ADMIN over the network namespace it is in and over the container's",
  },
  "seccomp.courier": {
    EAGAIN: "a filter that notifies takes a second thread for a moment: is a limit on processes or threads too low?",
  },
  "seccomp.load": {
    EINVAL: "does this kernel know the flags? SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV wants Linux 5.19",
    EBUSY: "the runtime itself runs under a filter that notifies, and the kernel allows one listener",
  },
  "seccomp.send": {
    ENOENT: "the agent must listen there before the container is started",
    ECONNREFUSED: "nobody listens there any more; is the agent running?",
    EAGAIN: "the agent takes no connection, or does not read what it is sent",
    EPIPE: "the agent closed the connection before it had read the state",
  },
  "label.open": {
    ENOENT: "the profile must be loaded (apparmor_parser) before the container is created",
    EINVAL: "the SELinux policy that is loaded knows no such label",
    EACCES: "the policy does not allow the runtime this label",
    EPERM: "the profile that the runtime itself is confined by does not allow this change",
  },
  "console.open": { ENOENT: "a terminal wants a devpts mounted at /dev/pts" },
};
