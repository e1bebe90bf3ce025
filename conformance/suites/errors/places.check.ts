import { expect } from "vitest";
import { suite } from "../../harness/check.ts";
import type { Config } from "../../harness/config.ts";

/** A mistake, and the place that the error must name. */
const PLACES: readonly { name: string; path: string; value: unknown; place: string }[] = [
  {
    name: "a mount's source",
    path: "mounts.7",
    value: { destination: "/mnt", source: "/none", options: ["bind"] },
    place: "/mounts/7",
  },
  {
    name: "a mount's option",
    path: "mounts.7",
    value: { destination: "/mnt", type: "tmpfs", source: "tmpfs", options: ["colour=blue"] },
    place: "/mounts/7",
  },
  {
    name: "a mount's type",
    path: "mounts.7",
    value: { destination: "/mnt", type: "nosuchfs", source: "x" },
    place: "/mounts/7",
  },
  { name: "the root", path: "root.path", value: "nowhere", place: "/root" },
  { name: "the program", path: "process.args", value: ["/none"], place: "/process/args" },
  { name: "cwd", path: "process.cwd", value: "none", place: "/process/cwd" },
  { name: "a sysctl", path: "linux.sysctl", value: { "net.no.such": "1" }, place: "/linux/sysctl/net.no.such" },
  { name: "a hook", path: "hooks", value: { createRuntime: [{ path: "/none" }] }, place: "/hooks/createRuntime/0" },
  {
    name: "a namespace",
    path: "linux.namespaces.0",
    value: { type: "pid", path: "/none" },
    place: "/linux/namespaces/0",
  },
  {
    name: "an rlimit",
    path: "process.rlimits.0",
    value: { type: "RLIMIT_X", soft: 1, hard: 1 },
    place: "/process/rlimits/0",
  },
  {
    name: "a device",
    path: "linux.devices",
    value: [{ type: "c", path: "relative", major: 1, minor: 3 }],
    place: "/linux/devices/0",
  },
  { name: "a limit", path: "linux.resources.pids", value: { limit: 99_999_999_999 }, place: "/linux/resources/pids" },
  {
    name: "a seccomp action",
    path: "linux.seccomp",
    value: { defaultAction: "SCMP_ACT_SHRUG" },
    place: "/linux/seccomp/defaultAction",
  },
  {
    name: "a mapping",
    path: "linux.uidMappings",
    value: [{ containerID: 0, hostID: 1, size: 0 }],
    place: "/linux/uidMappings",
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
  const holder = names.reduce<Record<string, unknown>>(
    (at, name) => at[name] as Record<string, unknown>,
    config as never,
  );
  holder[last] = value;
}

suite("errors", (check) => {
  for (const { name, path, value, place } of PLACES) {
    check(`the place in config.json: ${name}`, (scene) => {
      scene.refuses((config) => setPath(config, path, value), place);
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
    scene
      .container(bundle)
      .run()
      .fails(/config\.json/);
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
    bundle.writeText(
      JSON.stringify({ ...bundle.config, linux: { ...bundle.config.linux, intelRdt: { closID: "x" } } }),
    );
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
    scene
      .container(bundle)
      .run()
      .fails(/no such file or directory/);
    expect(scene.container(bundle).run().stderr).toContain("/no/such/interpreter");
  });
});
