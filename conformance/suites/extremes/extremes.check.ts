/** Configs of a size that nobody writes by hand: they work, or fail at once and cleanly, in memory that fits their size. */
import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { all, withUserNamespace, writableRoot } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Change, Config } from "../../harness/config.ts";
import { created, expectCleanFailure, expectModest, expectQuick, sizeOf } from "./measure.ts";

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** Of the kernel's PATH_MAX, 4096, many times over. */
const LONG = `/${"ab/".repeat(24_000)}`;

const threeThousandMounts: Change = all(writableRoot, (config) => {
  const options = ["bind", "ro"];
  config.mounts.push(...times(3000, (index) => ({ destination: `/mnt/${index}`, source: "/proc", options })));
});

interface Work {
  readonly name: string;
  readonly change: Change;
  /** How many times longer than runc it may take; some where left out. */
  readonly slower?: number;
}

/** What the kernel has room for. */
const WORK: readonly Work[] = [
  { name: "3,000 mounts", change: threeThousandMounts },
  {
    name: "1 MB of environment",
    change: ({ process }) => process.env.push(...times(10_000, (index) => `VARIABLE${index}=${"x".repeat(85)}`)),
  },
  {
    name: "1 MB of arguments",
    change: ({ process }) => process.args.push("1000", ...times(10, () => "x".repeat(100_000))),
  },
  {
    name: "20 MB of annotations",
    change: (config) => {
      config.annotations = Object.fromEntries(times(200, (index) => [`key${index}`, "x".repeat(100_000)]));
    },
  },
  {
    name: "100,000 annotations",
    change: (config) => {
      config.annotations = Object.fromEntries(times(100_000, (index) => [`org.example.${index}`, `value ${index}`]));
    },
  },
  {
    name: "10,000 device rules",
    change: ({ linux }) => {
      const rule = { allow: true, type: "c", access: "rw" };
      const rules = times(10_000, (index) => ({ ...rule, major: 300 + (index >> 8), minor: index & 255 }));
      linux.resources?.devices?.push(...rules);
    },
  },
  {
    name: "5,000 seccomp rules",
    change: ({ linux }) => {
      const syscalls = times(5000, (index) => ({ names: ["personality", `call${index}`], action: "SCMP_ACT_ERRNO" }));
      linux.seccomp = { defaultAction: "SCMP_ACT_ALLOW", syscalls };
    },
  },
  {
    name: "2,000 capabilities that nobody knows",
    change: ({ process }) => {
      process.capabilities = { ...process.capabilities, bounding: times(2000, (index) => `CAP_${index}`) };
    },
  },
  {
    name: "10,000 masked paths",
    change: ({ linux }) => {
      linux.maskedPaths = times(10_000, (index) => `/proc/none-${index}`);
    },
  },
  {
    name: "65,536 groups",
    change: ({ process }) => {
      process.user.additionalGids = times(65_536, (index) => index);
    },
  },
  {
    name: "100 hooks",
    change: (config) => void (config.hooks = { createRuntime: times(100, () => ({ path: "/bin/true" })) }),
  },
  {
    // each is looked at and reported, and runc does not see them at all
    name: "100,000 keys that are not the spec's",
    slower: 30,
    change: (config) =>
      void Object.assign(config, Object.fromEntries(times(100_000, (index) => [`key${index}`, index]))),
  },
];

interface Failure extends Work {
  /** What the error says. */
  readonly says: RegExp;
}

const PATHS: readonly [place: string, change: (config: Config) => unknown][] = [
  ["/root/path", ({ root }) => (root.path = LONG)],
  ["/process/cwd", ({ process }) => (process.cwd = LONG)],
  ["/process/args/0", ({ process }) => (process.args = [LONG])],
  ["/mounts/7/destination", ({ mounts }) => mounts.push({ destination: LONG, type: "tmpfs", source: "x" })],
  ["/mounts/7/source", ({ mounts }) => mounts.push({ destination: "/mnt", source: LONG, options: ["bind"] })],
  ["/linux/maskedPaths/0", ({ linux }) => (linux.maskedPaths = [LONG])],
  ["/linux/readonlyPaths/0", ({ linux }) => (linux.readonlyPaths = [LONG])],
  ["/linux/devices/0/path", ({ linux }) => (linux.devices = [{ type: "p", path: LONG }])],
  ["/linux/namespaces/0/path", ({ linux }) => (linux.namespaces[0] = { type: "pid", path: LONG })],
  ["/hooks/createRuntime/0/path", (config) => (config.hooks = { createRuntime: [{ path: LONG }] })],
  ["/hooks/createContainer/0/path", (config) => (config.hooks = { createContainer: [{ path: LONG }] })],
];

const FAIL: readonly Failure[] = [
  ...PATHS.map(([place, change]) => {
    return { name: `a path of 70 KB at ${place}`, change, says: new RegExp(`${place} is too long: found "/ab`) };
  }),
  {
    name: "a mount option of 70 KB",
    change: ({ mounts }) =>
      mounts.push({ destination: "/mnt", type: "tmpfs", source: "x", options: ["x".repeat(70_000)] }),
    says: /\/mounts\/7/,
  },
  {
    name: "341 id mappings",
    change: (config) => {
      withUserNamespace()(config);
      config.linux.uidMappings = times(341, (index) => ({ containerID: index, hostID: 100_000 + index, size: 1 }));
    },
    says: /\/linux\/uidMappings has 341 ranges; allowed: at most 340/,
  },
  {
    name: "65,537 groups",
    change: ({ process }) => {
      process.user.additionalGids = times(65_537, (index) => index);
    },
    says: /\/process\/user\/additionalGids has too many groups/,
  },
  {
    name: "100,000 mounts that are no mounts",
    change: (config) => {
      config.mounts = times(100_000, () => ({ destination: "/x", type: 7 as unknown as string }));
    },
    says: /has 100000 problems.*and 99900 more/s,
  },
  {
    name: "100,000 id mappings",
    change: (config) => {
      withUserNamespace()(config);
      config.linux.gidMappings = times(100_000, (index) => ({ containerID: index, hostID: index, size: 1 }));
    },
    says: /\/linux\/gidMappings has 100000 ranges/,
  },
];

suite("extremes", (check) => {
  for (const { name, change, slower } of WORK) {
    check(`${name} work`, (scene) => {
      const bundle = scene.probeBundle(["sleep"], change);
      const container = scene.container(bundle);
      const cost = created(scene, container);
      expect(cost.outcome.stderr.split("\n").length).toBeLessThan(150);
      expect(cost.status, cost.outcome.stderr).toBe(0);
      expectModest(cost, sizeOf(bundle));
      expectQuick(scene, bundle, { cost, slower });
      container.start().ok();
      expect(container.state().status).toBe("running");
    });
  }

  for (const { name, change, says } of FAIL) {
    check(`${name} fail cleanly`, (scene) => {
      const bundle = scene.probeBundle(["sleep"], change);
      const container = scene.container(bundle);
      const cost = created(scene, container);
      expectCleanFailure(container, cost, says);
      expectModest(cost, sizeOf(bundle));
    });
  }

  check("3,000 mounts are all there", (scene) => {
    const { pid } = scene.running(["sleep"], threeThousandMounts).state();
    const lines = readFileSync(`/proc/${pid}/mountinfo`, "utf8").split("\n");
    expect(lines.filter((line) => / \/mnt\/\d+ ro,/.test(line))).toHaveLength(3000);
  });

  check("1 MB of environment reaches the program", (scene) => {
    const variables = times(10_000, (index) => `VARIABLE${index}=${"x".repeat(85)}`);
    const env = new Set(scene.inside(({ process }) => process.env.push(...variables)).report.env);
    expect(variables.filter((variable) => !env.has(variable))).toEqual([]);
  });

  for (const [name, change] of [
    ["one variable of 1 MB", ({ process }: Config) => process.env.push(`BIG=${"x".repeat(1 << 20)}`)],
    ["one argument of 1 MB", ({ process }: Config) => process.args.push("x".repeat(1 << 20))],
    ["8 MB of arguments", ({ process }: Config) => process.args.push(...times(80, () => "x".repeat(100_000)))],
  ] as const) {
    check(`${name}: the error of start says that it is too long`, (scene) => {
      const container = scene.container(scene.probeBundle(["sleep"], change));
      container.create().ok();
      container.start().fails(/argument list too long.*\/process\/args|\/process\/args.*argument list too long/);
      expect(container.state().status).toBe("stopped");
      container.delete().ok();
    });
  }

  for (const [name, opening, closing] of [
    ["lists", "[", "]"],
    ["objects", '{"a":', "}"],
  ] as const) {
    for (const depth of [10_000, 300_000]) {
      check(`${depth} ${name} in one another, in a key that is not the spec's`, (scene) => {
        const bundle = scene.probeBundle(["sleep"]);
        const deep = `${opening.repeat(depth)}1${closing.repeat(depth)}`;
        const text = JSON.stringify({ ...bundle.config, deep: 0 }).replace('"deep":0', () => `"deep":${deep}`);
        bundle.writeText(text);
        const container = scene.container(bundle);
        const cost = created(scene, container);
        expect(cost.outcome.stderr).toContain("/deep is not a field of the spec");
        expect(cost.status).toBe(0);
        expectModest(cost, text.length * 4);
      });
    }
  }

  check("of a key that is there twice the last one counts, and __proto__ is a key like others", (scene) => {
    const bundle = scene.probeBundle(["report"]);
    const text = JSON.stringify(bundle.config).replace(/\}$/, "");
    bundle.writeText(`${text},"hostname":"first","hostname":"second","__proto__":{"hostname":"third"}}`);
    const container = scene.container(bundle);
    expect(container.run().ok().stderr).toContain("/__proto__ is not a field of the spec");
    expect(container.report.hostname).toBe("second");
  });
});
