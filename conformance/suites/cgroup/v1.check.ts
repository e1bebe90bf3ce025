import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { hierarchyOf } from "../../harness/cgroups.ts";
import { suite } from "../../harness/check.ts";
import { checkLimits, lookAll, withResources } from "./look.ts";

const MEGABYTE = 1024 * 1024;

suite("cgroup v1", (check) => {
  checkLimits(check, "v1");

  const realtime = ["/linux/resources/cpu/realtimeRuntime", "/linux/resources/cpu/realtimePeriod"];
  check("realtime: a budget, where the parent has one to give", { proves: realtime }, (scene) => {
    const parent = join(hierarchyOf("cpu") ?? "", "cpu.rt_runtime_us");
    const before = readFileSync(parent, "latin1");
    writeFileSync(parent, "20000");
    scene.atEnd(() => writeFileSync(parent, before));
    const files = ["cpu.rt_runtime_us", "cpu.rt_period_us"];
    const budget = withResources({ cpu: { realtimeRuntime: 5000, realtimePeriod: 500_000 } });
    expect(lookAll(scene, files, budget)).toEqual(["5000", "500000"]);
    expect(lookAll(scene, files)).toEqual(["0", "1000000"]);
  });

  check("realtime: no budget is an error where the parent has none", { refuses: realtime.slice(0, 1) }, (scene) => {
    scene.refuses(withResources({ cpu: { realtimeRuntime: 5000 } }), /rt_runtime_us/);
  });

  const leaf = "/linux/resources/blockIO";
  check(
    "blkio: leaf weights are an error: no kernel has them since 5.0",
    {
      proves: [`${leaf}/leafWeight`, `${leaf}/weightDevice/*/leafWeight`],
      refuses: [`${leaf}/leafWeight`, `${leaf}/weightDevice/*/leafWeight`],
    },
    (scene) => {
      const weightDevice = [{ major: 8, minor: 0, leafWeight: 300 }];
      scene.refuses(withResources({ blockIO: { leafWeight: 300 } }), /blkio\.leaf_weight/);
      scene.refuses(withResources({ blockIO: { weightDevice } }), /blkio\.leaf_weight_device/);
      scene.inside(withResources({ blockIO: { leafWeight: 0 } }));
    },
  );

  check("network: an interface that is not there is an error", (scene) => {
    const priorities = [{ name: "nosuchif0", priority: 1 }];
    scene.refuses(withResources({ network: { priorities } }), /net_prio/);
  });

  check("cpuset: memory nodes that are not there are an error", { refuses: ["/linux/resources/cpu/mems"] }, (scene) => {
    scene.refuses(withResources({ cpu: { mems: "63" } }), /cpuset\.mems/);
  });

  check("without limits the kernel's own hold", (scene) => {
    const files = ["pids.max", "cpu.shares", "cpu.cfs_quota_us", "memory.limit_in_bytes"];
    expect(lookAll(scene, files)).toEqual(["max", "1024", "-1", "9223372036854771712"]);
  });

  check("-1 is no limit", (scene) => {
    const none = withResources({ pids: { limit: -1 }, memory: { limit: -1 }, cpu: { quota: -1 } });
    const files = ["pids.max", "cpu.cfs_quota_us", "memory.limit_in_bytes"];
    expect(lookAll(scene, files, none)).toEqual(["max", "-1", "9223372036854771712"]);
  });

  check("memory: what needs more is killed", (scene) => {
    const limited = withResources({ memory: { limit: 16 * MEGABYTE, swap: 16 * MEGABYTE } });
    expect(scene.container(scene.probeBundle(["alloc 64"])).run().status).toBe(0);
    expect(scene.container(scene.probeBundle(["alloc 64"], limited)).run().status).toBe(137);
  });

  check("memory: a limit of 4 MB is enough to start", (scene) => {
    scene.inside(withResources({ memory: { limit: 4 * MEGABYTE } }));
  });

  check("pids: forks end at the limit", (scene) => {
    const forks = (limit: number) => scene.inside(withResources({ pids: { limit } }), "forks 20").line(0);
    expect(forks(100)).toMatchObject({ count: 20, errno: "" });
    expect(forks(8)).toMatchObject({ count: 7, errno: "EAGAIN" });
  });

  check("cpu: a quota throttles", (scene) => {
    const share = (inside: { cpu: number; wall: number }) => inside.cpu / inside.wall;
    const limited = scene.inside(withResources({ cpu: { quota: 10_000, period: 100_000 } }), "spin 600").line(0);
    // a period may overrun by a tick on each CPU, and ticks are long against it on a slow one
    expect(share(limited)).toBeLessThan(0.5);
  });

  check("a value that the kernel does not take is an error, and nothing is left", (scene) => {
    scene.refuses(withResources({ cpu: { cpus: "4096-4097" } }), /cpuset|cpus/);
    scene.refuses(withResources({ pids: { limit: 99_999_999_999 } }), /pids/);
  });
});
