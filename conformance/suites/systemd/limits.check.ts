import { expect } from "vitest";
import { cgroupPathOf, readCgroup } from "../../harness/cgroups.ts";
import { suite } from "../../harness/check.ts";
import type { Container } from "../../harness/container.ts";
import type { Resources } from "../cgroup/limits.ts";
import { withResources } from "../cgroup/look.ts";
import { running, show, systemctl, unitOf } from "./units.ts";

const MEGABYTE = 1024 * 1024;

interface Limit {
  readonly name: string;
  readonly resources: Resources;
  /** As `systemctl show` prints them. */
  readonly properties: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
}

const LIMITS: readonly Limit[] = [
  {
    name: "memory: limit, reservation and swap",
    resources: { memory: { limit: 64 * MEGABYTE, reservation: 32 * MEGABYTE, swap: 96 * MEGABYTE } },
    properties: { MemoryMax: "67108864", MemoryLow: "33554432", MemorySwapMax: "33554432" },
    files: { "memory.max": "67108864", "memory.low": "33554432", "memory.swap.max": "33554432" },
  },
  {
    name: "memory: no limit",
    resources: { memory: { limit: -1 } },
    properties: { MemoryMax: "infinity" },
    files: { "memory.max": "max" },
  },
  {
    name: "cpu: shares, and a quota that systemd rounds and the kernel has exactly",
    resources: { cpu: { shares: 512, quota: 12_345, period: 50_000 } },
    properties: { CPUWeight: "59", CPUQuotaPerSecUSec: "250ms", CPUQuotaPeriodUSec: "50ms" },
    files: { "cpu.weight": "59", "cpu.max": "12345 50000" },
  },
  {
    name: "cpu: idle",
    resources: { cpu: { idle: 1 } },
    properties: { CPUWeight: "idle" },
    files: { "cpu.idle": "1" },
  },
  {
    name: "cpuset: processors and memory nodes",
    resources: { cpu: { cpus: "0", mems: "0" } },
    properties: { AllowedCPUs: "0", AllowedMemoryNodes: "0" },
    files: { "cpuset.cpus": "0", "cpuset.mems": "0" },
  },
  {
    name: "pids",
    resources: { pids: { limit: 50 } },
    properties: { TasksMax: "50" },
    files: { "pids.max": "50" },
  },
  {
    name: "unified: those that systemd has, and those that it has not",
    resources: {
      unified: { "memory.high": "50331648", "cpu.weight": "77", "memory.oom.group": "1", "hugetlb.2MB.max": "0" },
    },
    properties: { MemoryHigh: "50331648", CPUWeight: "77" },
    files: { "memory.high": "50331648", "cpu.weight": "77", "memory.oom.group": "1", "hugetlb.2MB.max": "0" },
  },
];

function filesOf(container: Container, names: readonly string[]): Record<string, string> {
  const { pid } = container.state();
  const read = (file: string): string => {
    const controller = file.split(".")[0] ?? "";
    return readCgroup(controller, cgroupPathOf(pid, controller), file);
  };
  return Object.fromEntries(names.map((name) => [name, read(name)]));
}

/** systemd keeps a quota in whole hundredths of a processor. */
const ROUNDED = { "cpu.max": "12500 50000" };

suite("systemd limits", (check) => {
  for (const { name, resources, properties, files } of LIMITS) {
    check(`${name}: in the unit and in the kernel`, (scene) => {
      const container = running(scene, withResources(resources));
      expect(show(unitOf(container), ...Object.keys(properties))).toEqual(properties);
      expect(filesOf(container, Object.keys(files))).toEqual(files);
    });
  }

  check("they hold when systemd sets its cgroups anew", (scene) => {
    const [memory, , cpu, , cpuset, pids] = LIMITS;
    const several = [memory, cpu, cpuset, pids].filter((limit) => limit !== undefined);
    const merged: Resources = {
      memory: memory?.resources.memory ?? {},
      cpu: { ...cpu?.resources.cpu, ...cpuset?.resources.cpu },
      pids: { limit: 50 },
      unified: { "memory.oom.group": "1", "hugetlb.2MB.max": "0" },
    };
    const files = { ...Object.assign({}, ...several.map((limit) => limit.files)), ...merged.unified };
    const container = running(scene, withResources(merged));
    expect(filesOf(container, Object.keys(files))).toEqual(files);
    systemctl("daemon-reload");
    expect(filesOf(container, Object.keys(files))).toEqual({ ...files, ...ROUNDED });
  });

  check("a limit of one process leaves the set-up its own forks", (scene) => {
    const container = running(scene, (config) => {
      withResources({ pids: { limit: 1 } })(config);
      config.linux.namespaces.push({ type: "time" });
    });
    expect(show(unitOf(container), "TasksMax")).toEqual({ TasksMax: "1" });
    expect(filesOf(container, ["pids.max"])).toEqual({ "pids.max": "1" });
  });
});
