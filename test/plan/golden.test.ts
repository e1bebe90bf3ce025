/** Whole plans as text. Change them with `vitest -u`, and read what changed. */
import { describe, expect, it } from "vitest";
import type { Spec } from "../../src/config/spec.ts";
import { buildPlan } from "../../src/plan/build.ts";
import type { Facts, PlanRequest } from "../../src/plan/facts.ts";
import { planText, stepsText } from "../../src/plan/print.ts";
import { everything, whole, withoutV1 } from "./fixtures/everything.ts";
import { type ExecCase, execPlanOf, INSIDE } from "./fixtures/exec.ts";
import { DELEGATED, HYBRID, ORDINARY, REQUEST, USER_SYSTEMD, V1, V2, withSystemd } from "./fixtures/facts.ts";
import * as specs from "./fixtures/specs.ts";

interface Case {
  readonly spec: Spec;
  readonly facts: Facts;
  readonly request?: Partial<PlanRequest>;
}

const SOCKETS = { consoleSocket: "/run/console.sock", pidfdSocket: "/run/pidfd.sock", pidFile: "/run/demo.pid" };
const SYSTEMD: Partial<PlanRequest> = { cgroupDriver: "systemd" };
const { cgroupsPath: _, ...withoutProcess } = specs.demo().linux ?? {};

const CASES: Readonly<Record<string, Case>> = {
  demo: { spec: specs.demo(), facts: HYBRID },
  "demo-v2": { spec: specs.demo(), facts: V2 },
  "user-namespace": { spec: specs.mapped(), facts: HYBRID },
  rootless: { spec: specs.rootless(), facts: ORDINARY },
  "rootless-v2": {
    spec: specs.withLinux(specs.rootless(), { resources: { memory: { limit: 64 * 1024 * 1024 } } }),
    facts: DELEGATED,
  },
  joined: { spec: specs.joining(), facts: HYBRID },
  "joined-rootless": { spec: specs.joiningRootless(), facts: ORDINARY },
  "runtime-namespaces": { spec: { ...specs.withNamespaces(specs.demo(), []), hostname: "" }, facts: HYBRID },
  terminal: { spec: specs.terminal(), facts: HYBRID, request: SOCKETS },
  everything: {
    spec: everything(),
    facts: V1,
    request: { keepFds: 2, listenFds: 1, noNewKeyring: true },
  },
  "everything-v2": { spec: withoutV1(whole()), facts: V2, request: { noPivot: true } },
  notify: { spec: specs.mapped(), facts: HYBRID, request: { notify: true } },
  systemd: {
    spec: specs.withLinux(specs.demo(), { cgroupsPath: "machine-web.slice:pod:demo" }),
    facts: withSystemd(V2),
    request: SYSTEMD,
  },
  "systemd-hybrid": { spec: specs.demo(), facts: withSystemd(HYBRID), request: SYSTEMD },
  "systemd-slice": {
    spec: specs.withLinux(specs.demo(), { cgroupsPath: "machine.slice::machine-web.slice" }),
    facts: withSystemd(V2),
    request: SYSTEMD,
  },
  "systemd-rootless": {
    spec: specs.withLinux(specs.rootless(), { resources: { memory: { limit: 64 * 1024 * 1024 }, pids: { limit: 9 } } }),
    facts: USER_SYSTEMD,
    request: SYSTEMD,
  },
  "no-process": {
    spec: { ociVersion: "1.3.0", root: { path: "rootfs" }, linux: withoutProcess },
    facts: V2,
  },
};

const EXECS: Readonly<Record<string, ExecCase>> = {
  exec: {},
  "exec-terminal": { process: { terminal: true }, request: { relayConsole: true } },
  "exec-v2": { host: V2, request: { subCgroups: new Map([["", "part"]]) } },
  "exec-user-namespace": { spec: specs.mapped(), facts: { namespaces: ["user", ...INSIDE] } },
  "exec-rootless": { spec: specs.rootless(), host: ORDINARY, facts: { namespaces: ["user", ...INSIDE] } },
  "exec-runtime-namespaces": {
    spec: { ...specs.withNamespaces(specs.demo(), []), hostname: "" },
    facts: { namespaces: [] },
  },
  "exec-everything": {
    spec: everything(),
    host: V1,
    facts: { namespaces: ["user", "cgroup", ...INSIDE, "time"] },
    process: { terminal: true, execCPUAffinity: { initial: "0-1", final: "1" } },
    request: { ...SOCKETS, keepFds: 2, origins: [["/process/execCPUAffinity", "process:/execCPUAffinity"]] },
  },
};

describe("plans", () => {
  it.each(Object.entries(EXECS))("%s", async (name, given) => {
    await expect(stepsText(execPlanOf(given).steps, "exec")).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  it.each(Object.entries(CASES))("%s", async (name, { spec, facts, request }) => {
    const plan = buildPlan(specs.resolved(spec), facts, { ...REQUEST, ...request });
    await expect(planText(plan)).toMatchFileSnapshot(`golden/${name}.txt`);
  });
});
