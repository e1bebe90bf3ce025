import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { cgroupMode } from "../../harness/cgroups.ts";
import { suite } from "../../harness/check.ts";
import type { Container } from "../../harness/container.ts";
import { eventually } from "../../harness/waiting.ts";
import { withResources } from "../cgroup/look.ts";
import { cgroupOf } from "./cgroup-of.ts";

const MEGABYTE = 1024 * 1024;

interface Event {
  readonly type: string;
  readonly id: string;
  readonly data?: Record<string, unknown>;
}

function eventsIn(text: string): Event[] {
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  return whole.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
}

// biome-ignore lint/suspicious/noExplicitAny: what a check expects of it is said there
function statsOf({ runtime, id }: Container): any {
  const { stdout } = runtime.call(["events", "--stats", id]).ok();
  expect(stdout.endsWith("\n")).toBe(true);
  const [event, ...more] = eventsIn(stdout);
  expect(more).toEqual([]);
  expect(event).toMatchObject({ type: "stats", id });
  return event?.data;
}

suite("events", (check) => {
  check("--stats: one line with every group of numbers", { flags: ["events --stats"] }, (scene) => {
    const container = scene.running();
    const stats = statsOf(container);
    const keys = ["cpu", "cpuset", "memory", "pids", "blkio", "hugetlb", "intel_rdt", "network_interfaces"];
    expect(Object.keys(stats).sort()).toEqual(keys.sort());
    expect(Object.keys(stats.cpuset)).toEqual(
      expect.arrayContaining(["cpu_exclusive", "mem_hardwall", "memory_migrate", "sched_relax_domain_level"]),
    );
    expect(stats.memory).toMatchObject({
      usage: { limit: expect.any(Number), usage: expect.any(Number), failcnt: 0 },
      swap: { limit: expect.any(Number), failcnt: 0 },
      kernel: { limit: expect.any(Number), failcnt: 0 },
      kernelTCP: { limit: expect.any(Number), failcnt: 0 },
    });
    expect(stats.intel_rdt).toEqual({});
    expect(stats.network_interfaces).toBeNull();
  });

  check("--stats: no limit is the number that the kernel has for it, to the last digit", (scene) => {
    const container = scene.running();
    const { stdout } = scene.runtime.call(["events", "--stats", container.id]).ok();
    const none = cgroupMode() === "v2" ? "18446744073709551615" : "9223372036854771712";
    expect(stdout).toContain(`"usage":{"limit":${none}`);
  });

  check("--stats: cpu: time that grows, in all and in the modes", (scene) => {
    const container = scene.container(scene.probeBundle(["spin 300", "sleep"]));
    container.create().ok();
    const before = statsOf(container).cpu;
    container.start().ok();
    // milliseconds that it got, some of them before it was in its cgroup; the runtime tells of nanoseconds
    const { cpu } = container.says("spin");
    const after = statsOf(container).cpu;
    expect(after.usage.total).toBeGreaterThan(before.usage.total ?? 0);
    expect(after.usage.total).toBeGreaterThan((cpu * 1_000_000) / 2);
    expect(after.usage.user + after.usage.kernel).toBeGreaterThan((cpu * 1_000_000) / 4);
    if (cgroupMode() === "v2") return;
    const sum = (list: number[]) => list.reduce((left, right) => left + right, 0);
    expect(sum(after.usage.percpu)).toBe(after.usage.total);
    expect(after.usage.percpu_user).toHaveLength(after.usage.percpu.length);
    expect(sum(after.usage.percpu_user) + sum(after.usage.percpu_kernel)).toBeGreaterThan(0);
  });

  check("--stats: cpu: throttling", async (scene) => {
    const container = scene.running(["spin 60000"]);
    // less than it gets beside much other work, and too little to start with
    scene.runtime.call(["update", "--cpu-quota", "1000", "--cpu-period", "100000", container.id]).ok();
    // the time is counted when a pause ends
    const { periods, throttledPeriods } = await eventually("a pause", () => {
      const { throttling } = statsOf(container).cpu;
      return throttling.throttledTime > 0 ? throttling : undefined;
    });
    expect(periods).toBeGreaterThanOrEqual(throttledPeriods);
    expect(throttledPeriods).toBeGreaterThan(0);
    expect(statsOf(scene.running()).cpu.throttling).toEqual({});
  });

  check("--stats: memory and pids: what is used, and the limits", (scene) => {
    const limits = withResources({ memory: { limit: 64 * MEGABYTE }, pids: { limit: 77 } });
    const container = scene.running(["child", "alloc 16", "sleep"], limits);
    container.says("alloc");
    const { memory, pids } = statsOf(container);
    expect(pids).toEqual({ current: 2, limit: 77 });
    expect(memory.usage.limit).toBe(64 * MEGABYTE);
    expect(memory.usage.usage).toBeGreaterThan(16 * MEGABYTE);
    expect(memory.usage.usage).toBeLessThan(64 * MEGABYTE);
    const resident = cgroupMode() === "v2" ? memory.raw.anon : memory.raw.rss;
    expect(resident).toBeGreaterThan(15 * MEGABYTE);
    expect(Object.keys(memory.raw)).toEqual(Object.keys(memory.raw).sort());
  });

  check("--stats: pids without a limit, and cpus as a list", (scene) => {
    const { pids, cpuset } = statsOf(scene.running());
    expect(pids).toEqual({ current: 1 });
    if (cgroupMode() !== "v2") expect(cpuset).toMatchObject({ cpus: expect.any(Array), mems: [0] });
  });

  check("--stats: hugetlb: by page size, where the controller is there", (scene) => {
    const container = scene.running();
    const dir = (() => {
      try {
        return cgroupOf(container.state().pid, "hugetlb");
      } catch {
        return undefined;
      }
    })();
    const there =
      dir !== undefined && existsSync(join(dir, `hugetlb.2MB.${cgroupMode() === "v2" ? "max" : "failcnt"}`));
    const { hugetlb } = statsOf(container);
    if (there) expect(hugetlb["2MB"]).toEqual({ failcnt: 0 });
    else expect(hugetlb).toEqual({});
  });

  check("--stats: pressure on v2", (scene) => {
    const container = scene.running();
    const there = existsSync(join(cgroupOf(container.state().pid, "cpu"), "cpu.pressure"));
    const { cpu, memory, blkio } = statsOf(container);
    const stall = { avg10: expect.any(Number), avg60: expect.any(Number), avg300: expect.any(Number) };
    const pressure = { some: { ...stall, total: expect.any(Number) }, full: { ...stall, total: expect.any(Number) } };
    for (const { psi } of [cpu, memory, blkio]) expect(psi).toEqual(there ? pressure : undefined);
  });

  check("--stats: in every state but stopped", async (scene) => {
    const container = scene.container();
    container.create().ok();
    // init may have threads while it waits
    expect(statsOf(container).pids.current).toBeGreaterThan(0);
    container.start().ok();
    scene.runtime.call(["pause", container.id]).ok();
    expect(statsOf(container).pids.current).toBeGreaterThan(0);
    scene.runtime.call(["resume", container.id]).ok();
    container.kill("KILL").ok();
    await container.becomes("stopped");
    scene.runtime.call(["events", "--stats", container.id]).fails("not running");
    scene.runtime.call(["events", "--stats", "nobody"]).fails("does not exist");
  });

  check("statistics at every interval, until the container ends", { flags: ["events --interval"] }, async (scene) => {
    const container = scene.running();
    const events = scene.runtime.begin(["events", "--interval", "100ms", container.id]);
    await eventually("three lines", () => eventsIn(events.stdout).length >= 3);
    container.kill("KILL").ok();
    await container.becomes("stopped");
    container.delete().ok();
    const outcome = await events.ended;
    expect(outcome.status).toBe(0);
    expect(eventsIn(outcome.stdout).every(({ type, id }) => type === "stats" && id === container.id)).toBe(true);
  });

  check("oom: when the container runs out of memory", async (scene) => {
    const limited = withResources({ memory: { limit: 16 * MEGABYTE, swap: 16 * MEGABYTE } });
    const container = scene.container(scene.probeBundle(["alloc 64"], limited));
    container.create().ok();
    const events = scene.runtime.begin(["events", "--interval", "200ms", container.id]);
    await events.says('"stats"');
    container.start();
    await container.becomes("stopped");
    await eventually("an event", () => eventsIn(events.stdout).some(({ type }) => type === "oom"));
    container.delete().ok();
    const { stdout, status } = await events.ended;
    expect(status).toBe(0);
    expect(eventsIn(stdout).filter(({ type }) => type === "oom")[0]).toEqual({ type: "oom", id: container.id });
  });

  check("nothing is said of memory where there is enough", async (scene) => {
    const container = scene.container(scene.probeBundle(["alloc 4"]));
    container.create().ok();
    const events = scene.runtime.begin(["events", "--interval", "200ms", container.id]);
    await events.says('"stats"');
    container.start().ok();
    await container.becomes("stopped");
    container.delete().ok();
    expect(eventsIn((await events.ended).stdout).map(({ type }) => type)).not.toContain("oom");
  });

  check("a reader that goes away ends it", (scene) => {
    const container = scene.running();
    const script = '"$@" | head -n 1';
    const outcome = scene.shell(script, scene.runtime.words(["events", "--interval", "50ms", container.id])).ok();
    expect(eventsIn(outcome.stdout)).toHaveLength(1);
    expect(outcome.stderr).not.toMatch(/EPIPE|broken pipe|Error:/i);
    expect(container.state().status).toBe("running");
  });

  check("an interval that is none is an error", (scene) => {
    const container = scene.running();
    for (const word of ["0s", "-1s", "5", "soon"]) {
      expect(scene.runtime.call(["events", `--interval=${word}`, container.id]).status).toBe(1);
    }
  });
});
