/** What holds for the plan of every exec. */
import { describe, expect, it } from "vitest";
import { RuntimeError } from "../../src/common/errors.ts";
import type { ExecPlan, Step } from "../../src/plan/steps.ts";
import { everything, withoutV1 } from "./fixtures/everything.ts";
import { type ExecCase, execPlanOf, INSIDE } from "./fixtures/exec.ts";
import { ORDINARY, V1, V2 } from "./fixtures/facts.ts";
import * as specs from "./fixtures/specs.ts";

const ALL = { namespaces: ["user", "cgroup", ...INSIDE, "time"] } as const;

const CASES: Readonly<Record<string, ExecCase>> = {
  demo: {},
  "on v2": { host: V2 },
  "everything on v1": { spec: everything(), host: V1, facts: ALL, process: { terminal: true } },
  "everything on v2": { spec: withoutV1(everything()), host: V2, facts: ALL },
  "plain privileges": { spec: specs.withProcess(everything(), { noNewPrivileges: false }), host: V1 },
  rootless: { spec: specs.rootless(), host: ORDINARY, facts: { namespaces: ["user", ...INSIDE] } },
};

function ops(plan: ExecPlan): string[] {
  return plan.steps.map(({ op }) => op);
}

/** Every `first` stands before every `second`; where either is absent there is nothing to say. */
function expectOrder(plan: ExecPlan, first: Step["op"], second: Step["op"]): void {
  const last = ops(plan).lastIndexOf(first);
  const next = ops(plan).indexOf(second);
  if (last >= 0 && next >= 0) expect(last, `${first} before ${second}`).toBeLessThan(next);
}

describe.each(Object.entries(CASES))("the plan of an exec: %s", (_, given) => {
  const plan = execPlanOf(given);

  it("enters cgroups before namespaces, and these before anything of the container's", () => {
    for (const step of ["cgroup.join", "cgroup.enter", "resctrl.join", "oom.adjust", "rlimit.raise"] as const) {
      expectOrder(plan, step, "ns.enter");
    }
    for (const step of ["keyring.join", "console.open", "program.check", "cwd.set"] as const)
      expectOrder(plan, "ns.enter", step);
  });

  it("opens a procfs before the container's is all that there is, and labels in the process that is executed", () => {
    expectOrder(plan, "procfs.open", "ns.enter");
    expectOrder(plan, "init.fork", "label.open");
  });

  it("loads the filter without no_new_privs while there is the privilege, with it as the last", () => {
    const locked = ops(plan).includes("noNewPrivileges.set");
    if (locked) expectOrder(plan, "cwd.set", "seccomp.load");
    else expectOrder(plan, "seccomp.load", "capabilities.bound");
  });

  it("ends in the program, and has no gate, hook or record", () => {
    expect(ops(plan).at(-1)).toBe("exec");
    expect(ops(plan).filter((op) => /^(gate|hook|state|rootfs|mount)\./.test(op))).toEqual([]);
  });

  it("leaves init to itself from the last barrier on", () => {
    expect(plan.steps[plan.program - 1]?.at).toBe("host");
    expect(plan.steps.slice(plan.program).filter(({ at, op }) => at === "host" && op !== "seccomp.send")).toEqual([]);
  });
});

describe("the plan of an exec", () => {
  it("has no barrier where nothing wants one", () => {
    expect(
      execPlanOf()
        .steps.slice(1)
        .every(({ at }) => at === "init"),
    ).toBe(true);
  });

  it("forks only where a namespace takes none but children", () => {
    const forks = (...namespaces: NonNullable<ExecCase["facts"]>["namespaces"] & object) =>
      ops(execPlanOf({ facts: { namespaces } })).includes("init.fork");
    expect([forks("mount", "network"), forks("pid"), forks("time"), forks()]).toEqual([false, true, true, false]);
  });

  it("binds to processors before the cgroups and after them", () => {
    const plan = execPlanOf({ host: V2, process: { execCPUAffinity: { initial: "0", final: "1-2" } } });
    const bound = plan.steps.flatMap((step) => (step.op === "affinity.set" ? [step.cpus] : []));
    expect(bound).toEqual([[0], [1, 2]]);
    const at = (op: string) => ops(plan).indexOf(op);
    expect(at("affinity.set")).toBeLessThan(at("cgroup.join"));
    expect(ops(plan).lastIndexOf("affinity.set")).toBeGreaterThan(at("ns.enter"));
  });

  it("takes the filter that create compiled", () => {
    const plan = execPlanOf({ spec: everything(), host: V1 });
    expect(plan.steps[0]).toMatchObject({ op: "seccomp.compile", cached: "f00d" });
    expect(plan.steps.find(({ op }) => op === "seccomp.send")).toMatchObject({ status: "running" });
  });

  it("says where the caller asked for what", () => {
    const origins = [
      ["/process/user/additionalGids", "option:--additional-gids"],
      ["/process/cwd", "option:--cwd"],
      ["/process/args", "process:/args"],
    ] as const;
    const { steps } = execPlanOf({ request: { origins } });
    const from = (op: string) => steps.find((step) => step.op === op)?.from;
    expect(from("cwd.set")).toBe("option:--cwd");
    expect(from("program.check")).toBe("process:/args/0");
    expect(from("exec")).toBe("process:/args");
    expect(from("credentials.set")).toBe("/process/user");
  });

  it("says it in errors too", () => {
    const failing = () =>
      execPlanOf({
        facts: { apparmor: false },
        process: { apparmorProfile: "web" },
        request: { origins: [["/process/apparmorProfile", "option:--apparmor"]] },
      });
    expect(failing).toThrow(RuntimeError);
    expect(failing).toThrow(expect.objectContaining({ from: "option:--apparmor", code: "UNSUPPORTED_HOST" }));
  });
});
