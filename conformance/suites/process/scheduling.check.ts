import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { getPriority } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { hierarchyOf } from "../../harness/cgroups.ts";
import { all, withUserNamespace } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Change, Process } from "../../harness/config.ts";
import type { Inside, Scene } from "../../harness/scene.ts";

const AT = "/process/scheduler";
const MILLISECOND = 1_000_000;
const DEADLINE = {
  policy: "SCHED_DEADLINE",
  runtime: 10 * MILLISECOND,
  deadline: 30 * MILLISECOND,
  period: 40 * MILLISECOND,
};

function withScheduler(scheduler: NonNullable<Process["scheduler"]>): Change {
  return (config) => {
    config.process.scheduler = scheduler;
  };
}

function withIoPriority(ioPriority: NonNullable<Process["ioPriority"]>): Change {
  return (config) => {
    config.process.ioPriority = ioPriority;
  };
}

/** v1: a group has no real-time budget unless it and those above it are given one. */
function withRealTime(scene: Scene): Change {
  const file = join(hierarchyOf("cpu") ?? "", "cpu.rt_runtime_us");
  if (!existsSync(file)) return () => {};
  const before = readFileSync(file, "utf8");
  writeFileSync(file, "100000");
  scene.atEnd(() => writeFileSync(file, before));
  return (config) => {
    config.linux.resources = { ...config.linux.resources, cpu: { realtimeRuntime: 50_000 } };
  };
}

const scheduler = ({ report }: Inside) => report.scheduler;
const ioPriority = ({ report }: Inside) => report.ioPriority;

suite("process scheduler", (check) => {
  check("SCHED_BATCH, and its nice value", { proves: [`${AT}/policy`, `${AT}/nice`] }, (scene) => {
    const seen = scene.contrast(withScheduler({ policy: "SCHED_BATCH", nice: 7 }), scheduler);
    expect(seen.without).toMatchObject({ policy: 0, nice: getPriority() });
    expect(seen.with).toMatchObject({ policy: 3, nice: 7, flags: 0 });
  });

  check("SCHED_OTHER with a higher priority than usual", (scene) => {
    const nice = getPriority() - 5;
    const seen = scene.contrast(withScheduler({ policy: "SCHED_OTHER", nice }), scheduler);
    expect(seen.with).toMatchObject({ policy: 0, nice });
  });

  check("SCHED_IDLE", (scene) => {
    expect(scene.contrast(withScheduler({ policy: "SCHED_IDLE" }), scheduler).with).toMatchObject({ policy: 5 });
  });

  check("flags", { proves: [`${AT}/flags/*`] }, (scene) => {
    const change = withScheduler({ policy: "SCHED_OTHER", nice: 1, flags: ["SCHED_FLAG_RESET_ON_FORK"] });
    const seen = scene.contrast(change, ({ report }) => report.scheduler.flags);
    expect(seen).toEqual({ without: 0, with: 1 });
  });

  check("SCHED_FIFO and SCHED_RR, and their priority", { proves: [`${AT}/priority`] }, (scene) => {
    const budget = withRealTime(scene);
    for (const [name, policy] of [["SCHED_FIFO", 1] as const, ["SCHED_RR", 2] as const]) {
      const seen = scene.contrast(all(budget, withScheduler({ policy: name, priority: 10 })), scheduler);
      expect(seen.without).toMatchObject({ policy: 0, priority: 0 });
      expect(seen.with).toMatchObject({ policy, priority: 10 });
    }
  });

  check(
    "SCHED_DEADLINE, and its three times",
    { proves: [`${AT}/runtime`, `${AT}/deadline`, `${AT}/period`] },
    (scene) => {
      const seen = scene.contrast(withScheduler(DEADLINE), scheduler);
      expect(seen.with).toMatchObject({ policy: 6, runtime: "10000000", deadline: "30000000", period: "40000000" });
    },
  );

  check("in a user namespace too", (scene) => {
    const bundle = scene.probeBundle(
      ["report"],
      all(withUserNamespace(), withScheduler({ policy: "SCHED_OTHER", nice: -3 })),
    );
    scene.shell('chown -R 100000:100000 "$1"; chmod 755 "$1" "$1/.." "$1/../.."', [bundle.rootfs]).ok();
    const container = scene.container(bundle);
    container.run().ok();
    expect(container.report.scheduler).toMatchObject({ policy: 0, nice: -3 });
  });

  check("it is there when the container is created", (scene) => {
    const container = scene.container(scene.probeBundle(["sleep"], withScheduler({ policy: "SCHED_OTHER", nice: 11 })));
    container.create().ok();
    const fields = readFileSync(`/proc/${container.state().pid}/stat`, "utf8")
      .replace(/^.*\) /, "")
      .split(" ");
    // proc(5): nice is field 19, the state is field 3
    expect(fields[16]).toBe("11");
  });

  check("real time in a v1 group without a budget: the error says so", { refuses: [`${AT}/policy`] }, (scene) => {
    const fifo = withScheduler({ policy: "SCHED_FIFO", priority: 10 });
    const { stderr } = scene.refuses(fifo, /operation not permitted/);
    expect(stderr).toMatch(/SCHED_FIFO.*realtimeRuntime/s);
  });

  check("SCHED_ISO, which no kernel has: the error says so", { refuses: [`${AT}/policy`] }, (scene) => {
    const { stderr } = scene.refuses(withScheduler({ policy: "SCHED_ISO" }), /invalid argument/);
    expect(stderr).toMatch(/SCHED_ISO.*no version of it/s);
  });

  check("a deadline for less than all processors: the error says so", { refuses: [`${AT}/policy`] }, (scene) => {
    const pinned: Change = (config) => {
      config.linux.resources = { ...config.linux.resources, cpu: { cpus: "0" } };
    };
    const { stderr } = scene.refuses(all(pinned, withScheduler(DEADLINE)), /operation not permitted/);
    expect(stderr).toMatch(/SCHED_DEADLINE.*all processors/s);
  });

  check("values that do not go with the policy are errors", (scene) => {
    const wrong: [NonNullable<Process["scheduler"]>, string][] = [
      [{ policy: "SCHED_LATE" }, "policy"],
      [{ policy: "SCHED_OTHER", nice: 20 }, "nice"],
      [{ policy: "SCHED_BATCH", priority: 1 }, "priority"],
      [{ policy: "SCHED_OTHER", runtime: MILLISECOND }, "runtime"],
      [{ policy: "SCHED_OTHER", flags: ["SCHED_FLAG_NONE"] }, "flag"],
    ];
    for (const [value, part] of wrong) scene.refuses(withScheduler(value), part);
  });

  check("values that the kernel would refuse are errors with their place", (scene) => {
    const wrong: [NonNullable<Process["scheduler"]>, string][] = [
      [{ policy: "SCHED_FIFO" }, `${AT}/priority`],
      [{ policy: "SCHED_RR", priority: 100 }, `${AT}/priority`],
      [{ ...DEADLINE, runtime: 1000 }, `${AT}/runtime`],
      [{ ...DEADLINE, deadline: MILLISECOND }, `${AT}/deadline`],
      [{ ...DEADLINE, period: 20 * MILLISECOND }, `${AT}/period`],
    ];
    for (const [value, place] of wrong) scene.refuses(withScheduler(value), place);
  });

  check("values that have no effect are warnings with their place", (scene) => {
    const bundle = scene.probeBundle(
      ["report"],
      withScheduler({ policy: "SCHED_IDLE", nice: 5, flags: ["SCHED_FLAG_RECLAIM"] }),
    );
    const { stderr } = scene.container(bundle).run().ok();
    expect(stderr).toContain(`${AT}/nice`);
    expect(stderr).toContain(`${AT}/flags/0`);
  });
});

suite("process ioPriority", (check) => {
  const places = ["/process/ioPriority/class", "/process/ioPriority/priority"];

  check("each class, and its priority", { proves: places }, (scene) => {
    for (const [name, number] of [["RT", 1] as const, ["BE", 2] as const, ["IDLE", 3] as const]) {
      const change = withIoPriority({ class: `IOPRIO_CLASS_${name}`, priority: number + 2 });
      const seen = scene.contrast(change, ioPriority);
      expect(seen.with).toEqual({ class: number, priority: number + 2 });
    }
  });

  check("the ends of the range", (scene) => {
    for (const priority of [0, 7]) {
      const change = withIoPriority({ class: "IOPRIO_CLASS_BE", priority });
      expect(scene.contrast(change, ioPriority).with).toEqual({ class: 2, priority });
    }
  });

  check("a class that does not exist, and priorities out of range, are errors", (scene) => {
    scene.refuses(withIoPriority({ class: "IOPRIO_CLASS_NONE", priority: 0 }), /class/i);
    for (const priority of [-1, 8]) {
      scene.refuses(withIoPriority({ class: "IOPRIO_CLASS_BE", priority }), /priority/i);
    }
  });
});
