/** The process: environment, limits, capabilities, seccomp, hooks. */
import { describe, expect, it } from "vitest";
import type { Process } from "../../../src/config/spec.ts";
import { planOf, planWithLinux, stepsOf } from "../fixtures/build.ts";
import { everything } from "../fixtures/everything.ts";
import { HYBRID, V1 } from "../fixtures/facts.ts";
import { demo, withProcess } from "../fixtures/specs.ts";

function planWith(process: Partial<Process>, facts = HYBRID): ReturnType<typeof planOf> {
  return planOf(withProcess(demo(), process), facts);
}

function envOf(env: string[], request = {}): readonly string[] | undefined {
  return stepsOf(planOf(withProcess(demo(), { env }), HYBRID, request), "exec")[0]?.env;
}

describe("environment", () => {
  it("keeps the last of a name", () => {
    expect(envOf(["A=1", "B=2", "A=3=4"])).toEqual(["B=2", "A=3=4"]);
  });

  it("has HOME from the container's passwd only where config.json has none", () => {
    expect(stepsOf(planWith({ env: ["PATH=/bin"] }), "home.default")[0]?.uid).toBe(0);
    expect(stepsOf(planWith({ env: ["HOME="] }), "home.default")).toHaveLength(1);
    expect(envOf(["HOME=/x", "HOME="])).toEqual([]);
    expect(stepsOf(planWith({ env: ["HOME=/x"] }), "home.default")).toEqual([]);
  });

  it("tells of socket activation, whatever the caller's variables say", () => {
    expect(envOf(["LISTEN_PID=7"], { listenFds: 2, keepFds: 3 })).toEqual(["LISTEN_FDS=2", "LISTEN_PID=1"]);
    expect(envOf([], {})).toEqual([]);
  });

  it("is what the program is looked up in", () => {
    const [check] = stepsOf(planWith({ env: ["PATH=/a", "PATH=/b"], args: ["prog", "x"], cwd: "/w" }), "program.check");
    expect(check).toMatchObject({ program: "prog", cwd: "/w", path: "/b" });
  });
});

describe("limits", () => {
  it("are raised from the host above its own hard limit alone", () => {
    const rlimits = [
      { type: "RLIMIT_CORE", soft: 0, hard: 1 },
      { type: "RLIMIT_NOFILE", soft: 1, hard: 524_288 },
    ];
    expect(stepsOf(planWith({ rlimits }), "rlimit.raise")).toMatchObject([
      { resource: "RLIMIT_CORE", soft: 1n, hard: 1n },
    ]);
  });

  it("give the caller's number of files where config.json gives none", () => {
    const limits = stepsOf(planWith({ rlimits: [] }), "rlimit.set");
    expect(limits).toMatchObject([{ resource: 7, soft: 1024n, hard: 524_288n, from: "default:nofile" }]);
    const own = stepsOf(planWith({ rlimits: [{ type: "RLIMIT_NOFILE", soft: 5, hard: 6 }] }), "rlimit.set");
    expect(own).toMatchObject([{ resource: 7, soft: 5n, hard: 6n, from: "/process/rlimits/0" }]);
  });
});

describe("capabilities", () => {
  const { capabilities: _, ...bare } = demo().process ?? { cwd: "/" };

  it("are none without a word in config.json", () => {
    const plan = planOf({ ...demo(), process: bare });
    expect(stepsOf(plan, "capabilities.bound")[0]).toMatchObject({ keep: 0n, from: "default:capabilities" });
    expect(stepsOf(plan, "capabilities.set")[0]).toMatchObject({
      effective: 0n,
      permitted: 0n,
      inheritable: 0n,
      ambient: 0n,
    });
  });

  it("leave out what this kernel does not know, and say so", () => {
    const plan = planWith({ capabilities: { bounding: ["CAP_CHOWN", "CAP_BPF"] } }, { ...HYBRID, lastCapability: 37 });
    expect(stepsOf(plan, "capabilities.bound")[0]?.keep).toBe(1n);
    expect(plan.warnings).toMatchObject([{ from: "/process/capabilities" }]);
  });

  it("never become inheritable unasked (CVE-2022-29162)", () => {
    expect(stepsOf(planOf(demo()), "capabilities.set")[0]?.inheritable).toBe(0n);
  });
});

describe("seccomp", () => {
  const flagsOf = (flags?: string[]): number | undefined => {
    const seccomp = { defaultAction: "SCMP_ACT_ALLOW", ...(flags === undefined ? {} : { flags }) };
    return stepsOf(planWithLinux({ seccomp }), "seccomp.load")[0]?.flags;
  };

  it("passes the flags that one thread can use", () => {
    expect(flagsOf(["SECCOMP_FILTER_FLAG_LOG"])).toBe(2);
    expect(flagsOf(["SECCOMP_FILTER_FLAG_TSYNC"])).toBe(0);
    expect(flagsOf([])).toBe(0);
    expect(flagsOf()).toBe(4);
  });

  it("keeps arguments whole", () => {
    const [compile] = stepsOf(planOf(everything(), V1), "seccomp.compile");
    expect(compile?.profile.syscalls[1]?.args).toEqual([
      { index: 0, value: 2n ** 64n - 1n, valueTwo: 0n, op: "SCMP_CMP_EQ" },
    ]);
  });
});

describe("hooks in the container's namespaces", () => {
  it("read the whole state once the pid stands in the middle", () => {
    const hooks = stepsOf(planOf(everything(), V1), "hook.run").flatMap((step) => (step.at === "init" ? [step] : []));
    const states = hooks.map((hook): unknown => JSON.parse(`${hook.stateBefore}4242${hook.stateAfter}`));
    const state = {
      ociVersion: "1.3.0",
      id: "demo",
      pid: 4242,
      bundle: "/bundle",
      annotations: { "org.example.key": "value" },
    };
    expect(states).toEqual([
      { ...state, status: "creating" },
      { ...state, status: "created" },
    ]);
  });

  it("warn only where the container is gone already", () => {
    const { create, teardown } = planOf(everything(), V1);
    const failures = [...create, ...teardown].flatMap((step) =>
      step.op === "hook.run" ? [[step.event, step.ifFails]] : [],
    );
    expect(Object.fromEntries(failures)).toEqual({
      prestart: "fail",
      createRuntime: "fail",
      createContainer: "fail",
      startContainer: "fail",
      poststart: "fail",
      poststop: "warn",
    });
  });
});

describe("the terminal", () => {
  it("is relayed without a socket, and its owner not set twice", () => {
    const plan = planWith({ terminal: true });
    expect(stepsOf(plan, "console.open")).toHaveLength(1);
    expect(stepsOf(plan, "console.send")).toEqual([]);
    expect(stepsOf(plan, "console.attach")).toHaveLength(1);
    expect(stepsOf(plan, "stdio.own")).toEqual([]);
  });
});
