import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { cgroupMode } from "../../harness/cgroups.ts";
import { suite } from "../../harness/check.ts";
import type { Container } from "../../harness/container.ts";
import type { Outcome } from "../../harness/outcome.ts";
import { eventuallySync } from "../../harness/waiting.ts";
import { withResources } from "../cgroup/look.ts";
import { cgroupOf } from "./cgroup-of.ts";

const MEGABYTE = 1024 * 1024;
const V2 = cgroupMode() === "v2";

/** Files of the container's cgroups; the first part of a name is the controller. */
function read(container: Container, ...files: readonly string[]): string[] {
  const { pid } = container.state();
  return files.map((file) => {
    const path = join(cgroupOf(pid, file.split(".")[0] ?? ""), file);
    return existsSync(path) ? readFileSync(path, "latin1").trim() : "no such file";
  });
}

function update(container: Container, ...words: readonly string[]): Outcome {
  return container.runtime.call(["update", ...words, container.id]);
}

function updateBy(container: Container, resources: unknown): Outcome {
  return container.runtime.call(["update", "--resources", "-", container.id], { input: JSON.stringify(resources) });
}

function wrote(file: string, text: string): boolean {
  try {
    writeFileSync(file, text);
    return true;
  } catch {
    return false;
  }
}

/** What these flags make of the files on this version. */
interface Case {
  readonly flags: readonly string[];
  readonly v1?: Readonly<Record<string, string>>;
  readonly v2?: Readonly<Record<string, string>>;
}

const CASES: readonly Case[] = [
  {
    flags: ["--memory", "128m"],
    v1: { "memory.limit_in_bytes": String(128 * MEGABYTE) },
    v2: { "memory.max": String(128 * MEGABYTE) },
  },
  {
    flags: ["--memory=1.5g", "--memory-swap=2 GiB"],
    v1: { "memory.limit_in_bytes": "1610612736", "memory.memsw.limit_in_bytes": "2147483648" },
    v2: { "memory.max": "1610612736", "memory.swap.max": "536870912" },
  },
  {
    flags: ["--memory-reservation", "32M"],
    v1: { "memory.soft_limit_in_bytes": String(32 * MEGABYTE) },
    v2: { "memory.low": String(32 * MEGABYTE) },
  },
  { flags: ["--pids-limit", "77"], v1: { "pids.max": "77" }, v2: { "pids.max": "77" } },
  { flags: ["--cpu-share", "512"], v1: { "cpu.shares": "512" }, v2: { "cpu.weight": "59" } },
  {
    flags: ["--cpu-quota", "20000", "--cpu-period", "50000"],
    v1: { "cpu.cfs_quota_us": "20000", "cpu.cfs_period_us": "50000" },
    v2: { "cpu.max": "20000 50000" },
  },
  {
    flags: ["--cpu-quota", "50000"],
    v1: { "cpu.cfs_quota_us": "50000", "cpu.cfs_period_us": "100000" },
    v2: { "cpu.max": "50000 100000" },
  },
  {
    flags: ["--cpu-quota", "20000", "--cpu-burst", "10000"],
    v1: { "cpu.cfs_burst_us": "10000" },
    v2: { "cpu.max.burst": "10000" },
  },
  { flags: ["--cpu-idle", "1"], v1: { "cpu.idle": "1" }, v2: { "cpu.idle": "1" } },
  {
    flags: ["--cpuset-cpus", "0", "--cpuset-mems", "0"],
    v1: { "cpuset.cpus": "0", "cpuset.mems": "0" },
    v2: { "cpuset.cpus": "0", "cpuset.mems": "0" },
  },
];

suite("update", (check) => {
  for (const { flags, ...both } of CASES) {
    const files = (V2 ? both.v2 : both.v1) ?? {};
    const controller = Object.keys(both.v1 ?? {})[0]?.split(".")[0] ?? "";
    const proven = flags.filter((word) => word.startsWith("--")).map((word) => `update ${word.split("=", 1)[0]}`);
    check(`${controller}: ${flags.join(" ")}`, { flags: proven }, (scene) => {
      const container = scene.running();
      const names = Object.keys(files);
      const before = read(container, ...names);
      update(container, ...flags).ok();
      const after = read(container, ...names);
      expect(after).toEqual(Object.values(files));
      // the machine may have one processor or node only
      if (controller !== "cpuset") expect(after).not.toEqual(before);
    });
  }

  check("blkio: --blkio-weight: as at create", { flags: ["update --blkio-weight"] }, (scene) => {
    const container = scene.running();
    const files = V2 ? ["io.bfq.weight", "io.weight"] : ["blkio.bfq.weight"];
    const dir = cgroupOf(container.state().pid, "blkio");
    if (!files.some((file) => existsSync(join(dir, file)))) {
      update(container, "--blkio-weight", "300").fails(/weight|blkio|io/);
      return;
    }
    update(container, "--blkio-weight", "300").ok();
    expect(files.map((file) => readFileSync(join(dir, file), "latin1")).join()).toMatch(/300/);
  });

  check(
    "cpu: --cpu-rt-runtime and --cpu-rt-period: a budget where the parent has one, an error elsewhere",
    { flags: ["update --cpu-rt-runtime", "update --cpu-rt-period"] },
    (scene) => {
      const container = scene.running();
      if (V2) {
        update(container, "--cpu-rt-runtime", "5000").fails(/real-time/);
        return;
      }
      update(container, "--cpu-rt-runtime", "5000").fails(/rt_runtime/);
      const dir = cgroupOf(container.state().pid, "cpu");
      const parent = join(dir, "..", "cpu.rt_runtime_us");
      const before = readFileSync(parent, "latin1");
      writeFileSync(parent, "20000");
      // what a cgroup had counts until the kernel has let go of it
      scene.atEnd(() => eventuallySync("the budget of before", () => wrote(parent, before)));
      update(container, "--cpu-rt-runtime", "5000", "--cpu-rt-period", "500000").ok();
      expect(read(container, "cpu.rt_runtime_us", "cpu.rt_period_us")).toEqual(["5000", "500000"]);
      update(container, "--cpu-rt-runtime", "500", "--cpu-rt-period", "50000").ok();
      expect(read(container, "cpu.rt_runtime_us", "cpu.rt_period_us")).toEqual(["500", "50000"]);
    },
  );

  check("pids: -1 is no limit, and 0 leaves it alone", (scene) => {
    const container = scene.running(["sleep"], withResources({ pids: { limit: 50 } }));
    update(container, "--pids-limit", "0").ok();
    expect(read(container, "pids.max")).toEqual(["50"]);
    update(container, "--pids-limit=-1").ok();
    expect(read(container, "pids.max")).toEqual(["max"]);
    update(container, "--pids-limit", "60").ok();
    update(container, "--pids-limit", "-1").ok();
    expect(read(container, "pids.max")).toEqual(["max"]);
  });

  check("memory: limits of memory and swap up and down, in any order that fits", (scene) => {
    const container = scene.running(
      ["sleep"],
      withResources({ memory: { limit: 64 * MEGABYTE, swap: 96 * MEGABYTE } }),
    );
    const seen = () =>
      V2
        ? read(container, "memory.max", "memory.swap.max").map(Number)
        : read(container, "memory.limit_in_bytes", "memory.memsw.limit_in_bytes").map(Number);
    const expected = (limit: number, sum: number) => [limit * MEGABYTE, (V2 ? sum - limit : sum) * MEGABYTE];
    for (const [limit, sum] of [
      [128, 256],
      [32, 48],
      [40, 200],
      [200, 200],
      [32, 64],
    ] as const) {
      update(container, "--memory", `${limit}m`, "--memory-swap", `${sum}m`).ok();
      expect(seen()).toEqual(expected(limit, sum));
    }
    update(container, "--memory", "48m").ok();
    expect(seen()).toEqual(expected(48, 64));
    update(container, "--memory", "80m").fails(/memory/);
    expect(seen()).toEqual(expected(48, 64));
    update(container, "--memory", "-1").ok();
    const none = V2 ? "max" : "9223372036854771712";
    const files = V2 ? ["memory.max", "memory.swap.max"] : ["memory.limit_in_bytes", "memory.memsw.limit_in_bytes"];
    expect(read(container, ...files)).toEqual([none, none]);
  });

  check("memory: a limit below what is used is an error, or is enforced", (scene) => {
    const container = scene.running(["alloc 32", "sleep"]);
    container.says("alloc");
    const resources = { memory: { limit: 16 * MEGABYTE, swap: 16 * MEGABYTE, checkBeforeUpdate: true } };
    updateBy(container, resources).fails(/memory/);
    expect(container.state().status).toBe("running");
    expect(read(container, V2 ? "memory.max" : "memory.limit_in_bytes")).toEqual([V2 ? "max" : "9223372036854771712"]);
  });

  check("cpu: quotas, periods and bursts up and down", (scene) => {
    const container = scene.running(["sleep"], withResources({ cpu: { quota: 50_000, period: 100_000 } }));
    const seen = () =>
      V2
        ? read(container, "cpu.max", "cpu.max.burst")
        : [read(container, "cpu.cfs_quota_us", "cpu.cfs_period_us").join(" "), ...read(container, "cpu.cfs_burst_us")];
    for (const [quota, period, burst] of [
      [100_000, 1_000_000, 80_000],
      [5_000, 10_000, 2_000],
      [200_000, 400_000, 100_000],
      [1_000, 10_000, 500],
    ]) {
      update(container, "--cpu-quota", `${quota}`, "--cpu-period", `${period}`, "--cpu-burst", `${burst}`).ok();
      expect(seen()).toEqual([`${quota} ${period}`, `${burst}`]);
    }
    update(container, "--cpu-period", "20000").ok();
    expect(seen()).toEqual(["1000 20000", "500"]);
    update(container, "--cpu-burst", "0").ok();
    update(container, "--cpu-quota", "-1").ok();
    expect(seen()).toEqual([V2 ? "max 20000" : "-1 20000", "0"]);
  });

  check("cpu: idle, and back to a weight", (scene) => {
    const container = scene.running();
    update(container, "--cpu-idle", "1").ok();
    update(container, "--cpu-idle", "0", "--cpu-share", "2048").ok();
    expect(read(container, "cpu.idle", V2 ? "cpu.weight" : "cpu.shares")).toEqual(["0", V2 ? "174" : "2048"]);
  });

  check("pids: what is not given stays", (scene) => {
    const container = scene.running(["sleep"], withResources({ pids: { limit: 50 }, cpu: { shares: 600 } }));
    update(container, "--cpu-share", "700").ok();
    expect(read(container, "pids.max", V2 ? "cpu.weight" : "cpu.shares")).toEqual(["50", V2 ? "75" : "700"]);
    update(container).ok();
    expect(read(container, "pids.max")).toEqual(["50"]);
  });

  check("pids: -r FILE, --resources=FILE and -r -", { flags: ["update --resources"] }, (scene) => {
    const container = scene.running();
    const file = join(scene.dir, "limits.json");
    writeFileSync(file, '{"pids": {"limit": 41}}');
    update(container, "-r", file).ok();
    expect(read(container, "pids.max")).toEqual(["41"]);
    writeFileSync(file, '{"pids": {"limit": 42}}');
    container.runtime
      .bare(["--root", scene.root, "update", "--resources=limits.json", container.id], {
        cwd: scene.dir,
      })
      .ok();
    expect(read(container, "pids.max")).toEqual(["42"]);
    updateBy(container, { pids: { limit: 43 } }).ok();
    expect(read(container, "pids.max")).toEqual(["43"]);
  });

  check("pids: other limits on the command line are ignored beside a file", (scene) => {
    const container = scene.running();
    const outcome = scene.runtime.call(["update", "-r", "-", "--pids-limit", "9", container.id], {
      input: '{"pids": {"limit": 44}}',
    });
    outcome.ok();
    expect(read(container, "pids.max")).toEqual(["44"]);
  });

  check("pids: a whole linux.resources, as callers send it: devices stay as they are", (scene) => {
    const disk = withResources({
      devices: [
        { allow: false, access: "rwm" },
        { allow: true, type: "c", major: 1, minor: 11, access: "r" },
      ],
    });
    const container = scene.running(["sleep"], disk);
    const devices = V2 ? [] : read(container, "devices.list");
    updateBy(container, {
      devices: [{ allow: true, access: "rwm" }],
      memory: { limit: 64 * MEGABYTE, swap: 0, kernel: 0, reservation: 0, swappiness: null },
      cpu: { shares: 0, quota: 0, period: 0, cpus: "", mems: "" },
      pids: { limit: 45 },
      blockIO: { weight: 0 },
      hugepageLimits: null,
    }).ok();
    expect(read(container, "pids.max")).toEqual(["45"]);
    if (!V2) expect(read(container, "devices.list")).toEqual(devices);
  });

  check("cpu: unified: files by their names on v2, an error on v1", (scene) => {
    const container = scene.running();
    const outcome = updateBy(container, { unified: { "cpu.weight": "77" } });
    if (!V2) {
      outcome.fails(/unified/);
      return;
    }
    outcome.ok();
    expect(read(container, "cpu.weight")).toEqual(["77"]);
  });

  check("pids: in every state but stopped", async (scene) => {
    const container = scene.container();
    container.create().ok();
    update(container, "--pids-limit", "51").ok();
    expect(read(container, "pids.max")).toEqual(["51"]);
    container.start().ok();
    scene.runtime.call(["pause", container.id]).ok();
    update(container, "--pids-limit", "52").ok();
    expect(container.state().status).toBe("paused");
    expect(read(container, "pids.max")).toEqual(["52"]);
    scene.runtime.call(["resume", container.id]).ok();
    container.kill("KILL").ok();
    await container.becomes("stopped");
    update(container, "--pids-limit", "53").fails("not running");
    scene.runtime.call(["update", "--pids-limit", "1", "nobody"]).fails("does not exist");
  });

  check("pids: where one limit is refused, none is changed", (scene) => {
    const container = scene.running(["sleep"], withResources({ pids: { limit: 50 }, cpu: { shares: 600 } }));
    const files = ["pids.max", V2 ? "cpu.weight" : "cpu.shares", V2 ? "memory.low" : "memory.soft_limit_in_bytes"];
    const before = read(container, ...files);
    const flags = ["--cpu-share", "700", "--memory-reservation", "32m", "--pids-limit", "99999999999"];
    update(container, ...flags).fails(/pids/);
    expect(read(container, ...files)).toEqual(before);
  });

  check("an error names the flag, or the place in the file", (scene) => {
    const container = scene.running();
    update(container, "--pids-limit", "99999999999").fails(/pids\.max.*--pids-limit/);
    update(container, "--memory=-5").fails(/memory/);
    updateBy(container, { cpu: { shares: "many" }, memory: { limit: true } }).fails(
      /\/cpu\/shares[\s\S]*\/memory\/limit|\/memory\/limit[\s\S]*\/cpu\/shares/,
    );
    updateBy(container, { pids: { limit: 99_999_999_999 } }).fails(/\/pids\/limit/);
  });

  check("what cannot be read is an error", (scene) => {
    const container = scene.running();
    update(container, "-r", join(scene.dir, "absent.json")).fails(/no such file/);
    scene.runtime.call(["update", "-r", "-", container.id], { input: '{"pids": ' }).fails(/JSON|EOF/i);
    for (const flag of ["--memory=lots", "--memory=12q", "--cpu-quota=much", "--cpu-share=-1", "--pids-limit=1e3"]) {
      expect(update(container, flag).status, flag).toBe(1);
    }
  });

  check(
    "--l3-cache-schema and --mem-bw-schema: an error where resctrl is not mounted",
    { flags: ["update --l3-cache-schema", "update --mem-bw-schema"] },
    (scene) => {
      const container = scene.running();
      update(container, "--l3-cache-schema", "L3:0=f").fails("l3 cache schema is not enabled");
      update(container, "--mem-bw-schema", "MB:0=50").fails("memory bandwidth schema is not enabled");
    },
  );

  check(
    "--kernel-memory and --kernel-memory-tcp: nothing happens but a warning",
    { flags: ["update --kernel-memory", "update --kernel-memory-tcp"] },
    (scene) => {
      const container = scene.running();
      const { stderr } = update(container, "--kernel-memory", "1g", "--kernel-memory-tcp", "1g").ok();
      expect(stderr).toMatch(/kernel[- ]memory/i);
      expect(scene.runtime.call(["update", "--help"]).ok().stdout).not.toContain("kernel-memory");
    },
  );
});
