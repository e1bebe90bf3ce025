import { expect } from "vitest";
import { suite } from "../../harness/check.ts";
import type { Change, Config } from "../../harness/config.ts";

/** A mistake, and the place that the error must name. */
const PLACES: readonly { name: string; change: Change; place: string }[] = [
  { name: "a mount's source", place: "/mounts/7", change: (c) => c.mounts.push({ destination: "/mnt", source: "/none", options: ["bind"] }) },
  {
    name: "a mount's option",
    place: "/mounts/7",
    change: (c) => c.mounts.push({ destination: "/mnt", type: "tmpfs", source: "tmpfs", options: ["colour=blue"] }),
  },
  { name: "a mount's type", place: "/mounts/7", change: (c) => c.mounts.push({ destination: "/mnt", type: "nosuchfs", source: "x" }) },
  { name: "the root", place: "/root", change: (c) => void (c.root.path = "nowhere") },
  { name: "the program", place: "/process/args", change: (c) => void (c.process.args = ["/none"]) },
  { name: "cwd", place: "/process/cwd", change: (c) => void (c.process.cwd = "none") },
  { name: "a sysctl", place: "/linux/sysctl", change: (c) => void (c.linux.sysctl = { "net.no.such": "1" }) },
  { name: "a hook", place: "/hooks/createRuntime/0", change: (c) => void (c.hooks = { createRuntime: [{ path: "/none" }] }) },
  { name: "a namespace", place: "/linux/namespaces/0", change: (c) => void (c.linux.namespaces[0] = { type: "pid", path: "/none" }) },
  { name: "an rlimit", place: "/process/rlimits/0", change: (c) => void (c.process.rlimits = [{ type: "RLIMIT_X", soft: 1, hard: 1 }]) },
  {
    name: "a device",
    place: "/linux/devices/0",
    change: (c) => void (c.linux.devices = [{ type: "c", path: "relative", major: 1, minor: 3 }]),
  },
  {
    name: "a limit",
    place: "/linux/resources/pids",
    change: (c) => void (c.linux.resources = { ...c.linux.resources, pids: { limit: 99_999_999_999 } }),
  },
  {
    name: "a seccomp action",
    place: "/linux/seccomp/defaultAction",
    change: (c) => void (c.linux.seccomp = { defaultAction: "SCMP_ACT_SHRUG" }),
  },
  {
    name: "a mapping",
    place: "/linux/",
    change: (c) => {
      c.linux.namespaces.push({ type: "user" });
      c.linux.uidMappings = [{ containerID: 0, hostID: 1, size: 0 }];
      c.linux.gidMappings = [{ containerID: 0, hostID: 1, size: 1 }];
    },
  },
];

/** Values of wrong types, or out of range; every runtime refuses them. */
const WRONG: readonly { name: string; path: string; value: unknown }[] = [
  { name: "uid -1", path: "process.user.uid", value: -1 },
  { name: "uid 1e9 as text", path: "process.user.uid", value: "1" },
  { name: "uid 1.5", path: "process.user.uid", value: 1.5 },
  { name: "args as text", path: "process.args", value: "sh" },
  { name: "a number in env", path: "process.env", value: [1] },
  { name: "terminal as text", path: "process.terminal", value: "yes" },
  { name: "mounts as an object", path: "mounts", value: {} },
  { name: "no args", path: "process.args", value: [] },
  { name: "NUL in args", path: "process.args", value: ["/probe\0x"] },
  { name: "NUL in env", path: "process.env", value: ["A=\0"] },
  { name: "no root path", path: "root.path", value: undefined },
];

function setPath(config: Config, path: string, value: unknown): void {
  const names = path.split(".");
  const last = names.pop() ?? "";
  const holder = names.reduce<Record<string, unknown>>((at, name) => at[name] as Record<string, unknown>, config as never);
  holder[last] = value;
}

suite("errors", (check) => {
  for (const { name, change, place } of PLACES) {
    check(`the place in config.json: ${name}`, (scene) => {
      scene.refuses(change, place);
    });
  }

  for (const { name, path, value } of WRONG) {
    check(`a value that is refused: ${name}`, (scene) => {
      scene.refuses((config) => setPath(config, path, value), /./);
    });
  }

  check("config.json: not JSON at all, empty, or cut short", (scene) => {
    const bundle = scene.probeBundle(["exit 0"]);
    const whole = JSON.stringify(bundle.config);
    for (const text of ["", "{", "hello", whole.slice(0, -5), `// comment\n${whole}`, `\ufeff${whole}`]) {
      bundle.writeText(text);
      scene.container(bundle).run().fails(/./);
    }
  });

  check("config.json: garbage after the end", (scene) => {
    const bundle = scene.probeBundle(["exit 0"]);
    bundle.writeText(`${JSON.stringify(bundle.config)} x`);
    scene.container(bundle).run().fails(/config\.json/);
  });

  check("ociVersion: any 1.x, and pre-releases", (scene) => {
    for (const version of ["1.0.0", "1.0.2-dev", "1.1.0", "1.2.1", "1.3.0"]) {
      scene.inside((config) => {
        config.ociVersion = version;
      }, "stat /");
    }
  });

  check("ociVersion: others are an error", (scene) => {
    for (const version of ["2.0.0", "0.9.0", "1", "latest", ""]) {
      scene.refuses((config) => {
        config.ociVersion = version;
      }, "/ociVersion");
    }
  });

  check("an unknown key is a warning, with what may have been meant", (scene) => {
    const bundle = scene.probeBundle(["exit 0"]);
    bundle.writeText(JSON.stringify({ ...bundle.config, hostnme: "x" }));
    const outcome = scene.container(bundle).run().ok();
    expect(outcome.stderr).toMatch(/hostnme.*did you mean.*hostname/);
  });

  check("a field of the spec that is not supported yet is an error with its place", (scene) => {
    const bundle = scene.probeBundle(["exit 0"]);
    bundle.writeText(JSON.stringify({ ...bundle.config, linux: { ...bundle.config.linux, intelRdt: { closID: "x" } } }));
    scene.container(bundle).run().fails("/linux/intelRdt");
  });

  check("__proto__ and duplicate keys do no harm", (scene) => {
    const bundle = scene.probeBundle(["report"]);
    const text = JSON.stringify(bundle.config);
    bundle.writeText(`{"__proto__":{"hostname":"evil"},"hostname":"first",${text.slice(1)}`);
    const container = scene.container(bundle);
    container.run().ok();
    expect(container.report.hostname).toBe("box");
  });

  check("twelve mistakes: one report with all twelve places", (scene) => {
    const bundle = scene.probeBundle(["exit 0"]);
    const { config } = bundle;
    const mistakes: [string, unknown][] = [
      ["process.user.uid", -1],
      ["linux.seccomp", { defaultAction: "SCMP_ACT_SHRUG" }],
      ["linux.devices", [{ type: "x", path: "/dev/x" }]],
      ["process.oomScoreAdj", 5000],
      ["process.cwd", "relative"],
      ["linux.rootfsPropagation", "viral"],
      ["process.rlimits", [{ type: "RLIMIT_CORE", soft: 2, hard: 1 }]],
      ["ociVersion", "9.9.9"],
      ["process.terminal", "yes"],
      ["process.args", "sh"],
      ["hostname", 7],
    ];
    for (const [path, value] of mistakes) setPath(config, path, value);
    bundle.writeText(JSON.stringify({ ...config, domainnmae: "x" }));
    const outcome = scene.runtime.bare(["validate", bundle.dir]);
    expect(outcome.status).toBe(1);
    const places = [
      "/process/user/uid",
      "/linux/seccomp/defaultAction",
      "/linux/devices/0",
      "/process/oomScoreAdj",
      "/process/cwd",
      "/linux/rootfsPropagation",
      "/process/rlimits/0",
      "/ociVersion",
      "/process/terminal",
      "/process/args",
      "/hostname",
      "/domainnmae",
    ];
    const text = outcome.stdout + outcome.stderr;
    expect(places.filter((place) => !text.includes(place))).toEqual([]);
    expect(scene.container(bundle).create().fails(/./).stderr).toContain("/process/cwd");
  });

  check("a missing interpreter is told from a missing program", (scene) => {
    const bundle = scene.bundle((config) => {
      config.process.args = ["/script"];
    });
    bundle.put("script", "#!/no/such/interpreter\n", 0o755);
    scene.container(bundle).run().fails(/no such file or directory/);
    expect(scene.container(bundle).run().stderr).toContain("/no/such/interpreter");
  });
});
