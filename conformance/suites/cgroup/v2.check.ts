import { expect } from "vitest";
import { cgroupPathOf, readCgroup } from "../../harness/cgroups.ts";
import { all } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Change } from "../../harness/config.ts";
import { checkLimits, look, lookAll, withResources } from "./look.ts";

const MEGABYTE = 1024 * 1024;

suite("cgroup v2", (check) => {
  checkLimits(check, "v2");

  check("memory: without limits the kernel's own hold", (scene) => {
    const seen = lookAll(scene, ["pids.max", "cpu.weight", "cpu.max", "memory.max"]);
    expect(seen).toEqual(["max", "100", "max 100000", "max"]);
  });

  check("memory: -1 is no limit", (scene) => {
    const none = { pids: { limit: -1 }, memory: { limit: -1 }, cpu: { quota: -1, period: 50_000 } };
    const seen = lookAll(scene, ["pids.max", "memory.max", "cpu.max"], withResources(none));
    expect(seen).toEqual(["max", "max", "max 50000"]);
  });

  check("memory: what needs more is killed", (scene) => {
    const limited = withResources({ memory: { limit: 16 * MEGABYTE, swap: 16 * MEGABYTE } });
    expect(scene.container(scene.probeBundle(["alloc 64"])).run().status).toBe(0);
    expect(scene.container(scene.probeBundle(["alloc 64"], limited)).run().status).toBe(137);
  });

  check("memory: no swap beside memory", (scene) => {
    const limited = withResources({ memory: { limit: 64 * MEGABYTE, swap: 64 * MEGABYTE } });
    expect(look(scene, "memory.swap.max", limited)).toBe("0");
    const unlimited = withResources({ memory: { limit: 64 * MEGABYTE, swap: -1 } });
    expect(look(scene, "memory.swap.max", unlimited)).toBe("max");
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
    // counted by the kernel: an emulated processor has no even pace, so shares of its time say little
    const throttled = (change: Change) => {
      const container = scene.running(["spin 600", "sleep"], change);
      container.says("spin");
      const stat = readCgroup("cpu", cgroupPathOf(container.state().pid, "cpu"), "cpu.stat");
      return Number(/^nr_throttled (\d+)$/m.exec(stat)?.[1]);
    };
    expect(throttled(withResources({ cpu: { quota: 10_000, period: 100_000 } }))).toBeGreaterThan(0);
    expect(throttled(() => {})).toBe(0);
  });

  const checked = { proves: ["/linux/resources/memory/checkBeforeUpdate"] };
  check("memory: checkBeforeUpdate: a limit below what is used is an error", checked, (scene) => {
    const used = "/sys/fs/cgroup/used";
    const file = "/dev/shm/used";
    scene.atEnd(() => scene.shell('rm -f "$1"; rmdir "$2" 2>/dev/null', [file, used]));
    // pages of a tmpfs stay with the cgroup of who wrote them
    const fill = 'mkdir -p "$2" && echo $$ >"$2/cgroup.procs" && rm -f "$1" && head -c 8388608 /dev/zero >"$1"';
    const limited = (checkBeforeUpdate: boolean) =>
      all(withResources({ memory: { limit: 4 * MEGABYTE, checkBeforeUpdate } }), (config) => {
        config.linux.cgroupsPath = "/used";
      });
    scene.shell(fill, [file, used]).ok();
    scene.refuses(limited(true), /in use|usage/);
    scene.shell(fill, [file, used]).ok();
    scene.inside(limited(false));
  });

  const v1Only = {
    "memory/swappiness": { memory: { swappiness: 30 } },
    "memory/disableOOMKiller": { memory: { disableOOMKiller: true } },
    "cpu/realtimeRuntime": { cpu: { realtimeRuntime: 1000 } },
    "cpu/realtimePeriod": { cpu: { realtimePeriod: 1_000_000 } },
    "blockIO/leafWeight": { blockIO: { leafWeight: 10 } },
    "network/classID": { network: { classID: 1 } },
    "network/priorities/*/name": { network: { priorities: [{ name: "lo", priority: 1 }] } },
  };
  for (const [field, resources] of Object.entries(v1Only)) {
    const place = `/linux/resources/${field}`;
    check(`what v1 alone has is an error: ${field}`, { refuses: [place] }, (scene) => {
      const text = `config.json ${place.replace("*/name", "0")}`;
      scene.refuses(withResources(resources), text);
    });
  }

  check("swap that counts memory is an error where memory has no limit", (scene) => {
    scene.refuses(withResources({ memory: { swap: 64 * MEGABYTE } }), "/linux/resources/memory/swap");
  });

  check("unified: what leads out of the cgroup, and what acts on processes, is an error", (scene) => {
    for (const file of ["../memory.max", "harness/memory.max", "cgroup.procs", "cgroup.kill"]) {
      scene.refuses(withResources({ unified: { [file]: "1" } }), /unified/);
    }
  });

  check("unified: a controller that is not there is an error", { refuses: ["/linux/resources/unified/*"] }, (scene) => {
    scene.refuses(withResources({ unified: { "nosuch.max": "1" } }), /nosuch/);
    scene.refuses(withResources({ unified: { "cgroup.nosuch": "1" } }), /cgroup\.nosuch/);
  });
});
