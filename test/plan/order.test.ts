/** The constraints of the order, whatever the config. */
import { describe, expect, it } from "vitest";
import type { Spec } from "../../src/config/spec.ts";
import { buildPlan } from "../../src/plan/build.ts";
import type { Facts } from "../../src/plan/facts.ts";
import type { Step } from "../../src/plan/steps.ts";
import { everything, withoutV1 } from "./fixtures/everything.ts";
import { DELEGATED, ORDINARY, REQUEST, V1, V2 } from "./fixtures/facts.ts";
import * as specs from "./fixtures/specs.ts";

const SPECS: Readonly<Record<string, Spec>> = {
  demo: specs.demo(),
  everything: everything(),
  "everything, no new privileges": specs.withProcess(everything(), { noNewPrivileges: true }),
  "everything, mapped": { ...everything(), linux: { ...everything().linux, ...mappedPart() } },
  mapped: specs.mapped(),
  terminal: specs.terminal(),
  joining: specs.joining(),
};
const USER_SPECS: Readonly<Record<string, Spec>> = { rootless: specs.rootless(), pod: specs.joiningRootless() };

function mappedPart(): NonNullable<Spec["linux"]> {
  const { namespaces = [], uidMappings = [], gidMappings = [] } = specs.mapped().linux ?? {};
  return { namespaces: [...namespaces, { type: "time" }], uidMappings, gidMappings };
}

const CASES: [string, Spec, Facts][] = [
  ...Object.entries(SPECS).flatMap(([name, spec]): [string, Spec, Facts][] => [
    [`${name} on v1`, spec, V1],
    [`${name} on v2`, withoutV1(spec), V2],
  ]),
  ...Object.entries(USER_SPECS).flatMap(([name, spec]): [string, Spec, Facts][] => [
    [`${name} on hybrid`, spec, ORDINARY],
    [`${name} on v2`, spec, DELEGATED],
  ]),
];

type Match = (step: Step) => boolean;

function op(name: Step["op"]): Match {
  return (step) => step.op === name;
}

/** Every `first` stands before every `second`; where either is absent there is nothing to say. */
function expectOrder(steps: readonly Step[], first: Match, second: Match): void {
  const last = steps.findLastIndex(first);
  const next = steps.findIndex(second);
  if (last >= 0 && next >= 0) expect(last).toBeLessThan(next);
}

const entersCgroup: Match = (step) => step.op === "cgroup.join" || step.op === "cgroup.enter";
const unshares = (type: string): Match => {
  return (step) => step.op === "ns.unshare" && step.types.some((made) => made === type);
};
const hook = (event: string): Match => {
  return (step) => step.op === "hook.run" && step.event === event;
};
const isMount: Match = (step) => step.op.startsWith("mount.");

describe.each(CASES)("%s", (_, spec, facts) => {
  const request = { ...REQUEST, consoleSocket: "/run/console.sock", pidFile: "/run/pid" };
  const input = specs.resolved(spec);
  const { create, teardown } = buildPlan(input, facts, request);

  it("is pure: the same again, and nothing of its input changed", () => {
    const frozen = structuredClone(input);
    expect(buildPlan(input, facts, request)).toEqual({ create, teardown, warnings: expect.any(Array) });
    expect(input).toEqual(frozen);
  });

  it("begins with the record and ends with it", () => {
    expect(create[0]?.op).toBe("state.create");
    expect(create.at(-1)?.op).toBe("state.running");
    expect(teardown.at(0)?.op).toBe("init.kill");
    expect(teardown.at(-1)?.op).toBe("state.remove");
  });

  it("enters cgroups before any namespace is joined, or made by init", () => {
    expectOrder(create, op("cgroup.create"), entersCgroup);
    for (const other of ["ns.open", "ns.join", "ns.unshare", "init.fork"] as const) {
      expectOrder(create, entersCgroup, op(other));
    }
    const spawned = create.find((step) => step.op === "init.spawn");
    const cloned = spawned?.op === "init.spawn" ? spawned.namespaces : [];
    for (const never of ["user", "cgroup", "time"]) expect(cloned).not.toContain(never);
  });

  it("enters every cgroup that it makes", () => {
    const made = create.flatMap((step) => (step.op === "cgroup.create" ? [step.dir] : []));
    const entered = create.flatMap((step) =>
      step.op === "cgroup.join" || step.op === "cgroup.enter" ? [step.dir] : [],
    );
    expect(entered).toEqual(made);
    expect(made.length).toBeGreaterThan(0);
  });

  it("lets init enter only where all limits hold, when it is executed already", () => {
    expectOrder(create, op("init.spawn"), entersCgroup);
    expectOrder(create, op("cgroup.devices"), entersCgroup);
    expectOrder(create, op("cgroup.enable"), op("cgroup.write"));
    expectOrder(create, (step) => step.op === "cgroup.write" && step.file !== "pids.max", entersCgroup);
  });

  it("limits processes once init has forked, if it forks", () => {
    const limitsTasks: Match = (step) => step.op === "cgroup.write" && step.file === "pids.max";
    if (create.some(op("init.fork"))) expectOrder(create, op("init.fork"), limitsTasks);
    else expectOrder(create, limitsTasks, entersCgroup);
    expectOrder(create, limitsTasks, op("gate.wait"));
  });

  it("opens all namespaces before it joins one", () => {
    expectOrder(create, op("ns.open"), op("ns.join"));
    expectOrder(create, op("ns.open"), op("ns.unshare"));
  });

  it("maps ids between the user namespace and everything that it shall own", () => {
    expectOrder(create, unshares("user"), op("idmap.write"));
    expectOrder(create, op("idmap.write"), op("user.assumeRoot"));
    expectOrder(create, op("user.assumeRoot"), unshares("mount"));
    expectOrder(create, op("user.assumeRoot"), op("init.fork"));
    const asks = spec.linux?.namespaces?.some((ns) => ns.type === "user" && ns.path === undefined) === true;
    expect(create.filter(op("idmap.write")).length).toBe(asks ? 2 : 0);
  });

  it("makes every new namespace exactly once", () => {
    const made = create.flatMap((step): readonly string[] => {
      if (step.op === "init.spawn") return step.namespaces;
      return step.op === "ns.unshare" || step.op === "init.fork" ? step.types : [];
    });
    const wanted = (spec.linux?.namespaces ?? []).filter((ns) => ns.path === undefined).map((ns) => ns.type);
    expect([...made].sort()).toEqual([...wanted].sort());
  });

  it("cuts the tree loose, opens the root, mounts, enters it", () => {
    expectOrder(create, op("tree.propagation"), op("rootfs.open"));
    expectOrder(create, op("rootfs.open"), isMount);
    expectOrder(create, isMount, op("rootfs.pivot"));
    expectOrder(create, op("device.create"), op("rootfs.pivot"));
    expectOrder(create, op("path.mask"), op("rootfs.pivot"));
    expectOrder(create, op("sysctl.write"), op("path.readonly"));
    expectOrder(create, op("rootfs.pivot"), op("rootfs.propagation"));
    expectOrder(create, op("rootfs.propagation"), op("rootfs.readonly"));
    expectOrder(create, op("rootfs.pivot"), op("program.check"));
  });

  it("hands the console over by a barrier right behind it", () => {
    const opened = create.findIndex(op("console.open"));
    if (opened >= 0) expect(create[opened + 1]?.op).toBe("console.send");
    expectOrder(create, op("session.create"), op("console.attach"));
  });

  it("runs each hook where the spec has it", () => {
    expectOrder(create, isMount, hook("prestart"));
    expectOrder(create, hook("prestart"), hook("createRuntime"));
    expectOrder(create, hook("createRuntime"), hook("createContainer"));
    expectOrder(create, hook("createContainer"), op("rootfs.pivot"));
    expectOrder(create, op("gate.wait"), hook("startContainer"));
    expectOrder(create, hook("startContainer"), op("exec"));
    expectOrder(create, op("exec"), hook("poststart"));
  });

  it("tells of a created container only once it is, behind the last barrier", () => {
    const gate = create.findIndex(op("gate.wait"));
    expect(create[gate - 1]?.op).toBe("state.created");
    expectOrder(create, op("pidfile.write"), op("state.created"));
    expectOrder(create, op("pidfile.write"), op("gate.wait"));
  });

  it("gives privilege away step by step", () => {
    for (const early of ["rlimit.set", "stdio.own", "umask.set", "home.default"] as const) {
      expectOrder(create, op(early), op("credentials.set"));
    }
    expectOrder(create, op("capabilities.bound"), op("credentials.set"));
    expectOrder(create, op("credentials.set"), op("capabilities.set"));
    expectOrder(create, op("credentials.set"), op("cwd.set"));
    expectOrder(create, op("cwd.set"), op("exec"));
  });

  it("loads seccomp while it may, as late as it may", () => {
    if (!create.some(op("seccomp.load"))) return;
    expectOrder(create, op("seccomp.compile"), op("init.spawn"));
    const last = create.filter((step) => step.at === "init").at(-2);
    if (create.some(op("noNewPrivileges.set"))) expect(last?.op).toBe("seccomp.load");
    else expectOrder(create, op("seccomp.load"), op("capabilities.bound"));
  });

  it("gives the listener away while init waits, and makes its courier before any limit", () => {
    if (!create.some(op("seccomp.send"))) return;
    expect(create[create.findIndex(op("seccomp.load")) + 1]?.op).toBe("seccomp.send");
    for (const later of ["rlimit.set", "credentials.set", "seccomp.load"] as const) {
      expectOrder(create, op("seccomp.courier"), op(later));
    }
  });

  it("opens labels where /proc can be trusted, and sets them where only the program is left to execute", () => {
    expectOrder(create, op("label.open"), op("rootfs.pivot"));
    expectOrder(create, hook("startContainer"), op("label.exec"));
    expectOrder(create, op("label.exec"), op("seccomp.load"));
    expectOrder(create, op("label.exec"), op("exec"));
    expect(create.filter(op("label.exec")).length).toBe(create.filter(op("label.open")).length);
  });

  it("names the origin of every step", () => {
    for (const step of [...create, ...teardown]) expect(step.from).toMatch(/^(\/[a-z]|default:[A-Za-z-]+$)/);
  });

  it("removes every cgroup that it makes, in reverse", () => {
    const made = create.flatMap((step) => (step.op === "cgroup.create" ? [step.dir] : []));
    const removed = teardown.flatMap((step) => (step.op === "cgroup.remove" ? [step.dir] : []));
    expect(removed).toEqual([...made].reverse());
  });
});
