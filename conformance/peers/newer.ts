/** Checks that ask for something newer than the peer. */
import type { Entry } from "./entry.ts";

export const NEWER: readonly Entry[] = [
  {
    reason: "the features document came with runtime-spec 1.1",
    checks: ["features: *"],
    peers: ["crun"],
  },
  {
    reason: "update has --cpu-burst and --cpu-idle since runc 1.2",
    checks: [
      "update: cpu: *--cpu-burst 10000",
      "update: cpu: --cpu-idle 1",
      "update: cpu: quotas, periods and bursts*",
      "update: cpu: idle*",
    ],
    peers: ["runc"],
  },
  {
    reason: "domainname came with runtime-spec 1.1",
    checks: ["process limits: domainname"],
    peers: ["runc"],
  },
  {
    reason: "runc sends a barrier since 1.2",
    checks: ["notify: a barrier follows*", "notify: a manager that passes the barrier late*"],
    peers: ["runc"],
  },
  {
    reason: "intelRdt has schemata and enableMonitoring since runtime-spec 1.3",
    checks: [
      "intelRdt, where resctrl is not mounted: schemata*",
      "intelRdt, where resctrl is not mounted: enableMonitoring*",
    ],
  },
  {
    reason: "netDevices came with runtime-spec 1.3",
    checks: ["network devices: *"],
  },
  {
    reason: "scheduler and ioPriority came with runtime-spec 1.1",
    checks: ["process scheduler: *", "process ioPriority: *"],
  },
  {
    reason: "memoryPolicy came with runtime-spec 1.3, execCPUAffinity with 1.2.1",
    checks: [
      "memory policy: *",
      "exec affinity: initial and final*",
      "exec affinity: of a process file*",
      "exec affinity: processors that are not there*",
      "exec affinity: what is no list*",
    ],
  },
  {
    reason: "time offsets came with runtime-spec 1.1",
    checks: ["time offsets: *", "exec namespaces: a time namespace"],
  },
  {
    reason: "runc sets personalities since 1.2",
    checks: ["personality: *", "exec confinement: personality*"],
    peers: ["runc"],
  },
  {
    reason: "time namespaces came with runtime-spec 1.1",
    checks: ["namespaces: time*"],
    peers: ["runc"],
  },
  {
    reason: "runc joins a user namespace without mappings of its own since 1.2",
    checks: ["user: one at a path is joined"],
    peers: ["runc"],
  },
  {
    reason: "runc has --pidfd-socket since 1.2",
    checks: [
      "terminal: --pidfd-socket*",
      "flags of create and run: create: --pidfd-socket*",
      "flags of create and run: run: --pidfd-socket*",
    ],
    peers: ["runc"],
  },
  {
    reason: "runc kills a whole cgroup by `kill ID KILL` since 1.2",
    checks: ["kill: KILL without a PID namespace*"],
    peers: ["runc"],
  },
  {
    reason: "cpu.burst and cpu.idle came with runtime-spec 1.1",
    checks: ["cgroup v1: cpu: a burst", "cgroup v1: cpu: idle"],
    peers: ["runc"],
  },
  {
    reason: "runc knows seccomp flags since 1.2",
    checks: ["seccomp: flags: LOG*", "seccomp: flags: SPEC_ALLOW*"],
    peers: ["runc"],
  },
  {
    reason: "runc converts shares to the weight of 1024:100 since 1.3; before, 1024 came to 39",
    checks: ["cgroup v2: cpu: shares"],
    peers: ["runc", "crun"],
  },
  {
    reason: "fixed in runc 1.2.8 and 1.3.3 (CVE-2025-31133)",
    checks: ["security: CVE-2025-31133*"],
    peers: ["runc"],
  },
  {
    reason: "fixed after runc 1.1 (CVE-2026-41579)",
    checks: ["security: CVE-2026-41579*"],
    peers: ["runc"],
  },
  {
    reason: "runc 1.1 knows no id-mapped mounts, and ignores their mappings",
    checks: [
      "mounts: idmap: with*",
      "mounts: idmap: a file*",
      "mounts: idmap: idmap: *",
      "mounts: idmap: mappings*",
      "mounts: idmap: in a user namespace*",
      "mounts: idmap: many mounts*",
      "mounts: idmap: an error*",
    ],
    peers: ["runc"],
  },
  {
    reason: "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV is of runtime-spec 1.1",
    checks: ["seccomp notify: SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"],
  },
  {
    reason: "runc sets umask, scheduler and ioPriority of what it executes since 1.2",
    checks: ["exec flags: umask*", "exec --process: umask, oomScoreAdj*"],
    peers: ["runc"],
  },
  {
    reason: "--pidfd-socket came with runc 1.2",
    checks: ["exec terminal: --pidfd-socket*"],
  },
  {
    reason: "runc 1.1 has the older curve from shares to weights, and does not tell systemd of idle groups",
    checks: ["systemd limits: cpu: shares*", "systemd limits: cpu: idle*", "systemd limits: they hold*"],
    peers: ["runc"],
  },
  {
    reason: "runc 1.1 has no time namespaces",
    checks: ["systemd limits: a limit of one process*"],
    peers: ["runc"],
  },
];
