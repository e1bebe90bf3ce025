import { describe, expect, it } from "vitest";
import type { NamespaceType } from "../../../src/plan/steps.ts";
import { planOf, planWithLinux, stepsOf } from "../fixtures/build.ts";
import { ORDINARY } from "../fixtures/facts.ts";
import { joining, joiningRootless, mapped } from "../fixtures/specs.ts";

function made(...types: NamespaceType[]): ReturnType<typeof planOf> {
  return planWithLinux({ namespaces: types.map((type) => ({ type })) });
}

function spawned(plan: ReturnType<typeof planOf>): readonly NamespaceType[] | undefined {
  return stepsOf(plan, "init.spawn")[0]?.namespaces;
}

describe("new namespaces", () => {
  it("come with the clone, but for the cgroup namespace", () => {
    const plan = made("cgroup", "mount", "pid", "network", "ipc", "uts");
    expect(spawned(plan)).toEqual(["pid", "network", "mount", "ipc", "uts"]);
    expect(stepsOf(plan, "ns.unshare").map((step) => step.types)).toEqual([["cgroup"]]);
    expect(stepsOf(plan, "init.fork")).toEqual([]);
  });

  it("all come from init where a time namespace makes it fork: the first process of a PID namespace cannot", () => {
    const plan = made("mount", "pid", "time");
    expect(spawned(plan)).toEqual([]);
    expect(stepsOf(plan, "ns.unshare").map((step) => step.types)).toEqual([["mount"], ["time"]]);
    expect(stepsOf(plan, "init.fork")[0]?.types).toEqual(["pid"]);
  });

  it("belong to the user namespace", () => {
    const plan = planOf(mapped());
    expect(spawned(plan)).toEqual([]);
    expect(stepsOf(plan, "ns.unshare").map((step) => step.types)).toEqual([
      ["user"],
      ["network", "mount", "ipc", "uts"],
      ["cgroup"],
    ]);
    expect(stepsOf(plan, "init.fork")[0]?.types).toEqual(["pid"]);
  });

  it("need no fork in a user namespace without a PID namespace", () => {
    expect(stepsOf(made("mount", "user"), "init.fork")).toEqual([]);
  });

  it("get their loopback device only where they are new", () => {
    expect(stepsOf(made("mount", "network"), "loopback.up")).toHaveLength(1);
    expect(stepsOf(planOf(joining()), "loopback.up")).toEqual([]);
    expect(stepsOf(made("mount"), "loopback.up")).toEqual([]);
  });
});

describe("joined namespaces", () => {
  it("keep the slot that they were opened in", () => {
    const plan = planOf(joining());
    const opened = stepsOf(plan, "ns.open").map(({ slot, type }) => [slot, type]);
    const entered = stepsOf(plan, "ns.join").map(({ slot, type }) => [slot, type]);
    expect([...entered].sort()).toEqual([...opened].sort());
    expect(new Set(opened.map(([slot]) => slot)).size).toBe(opened.length);
  });

  it("fork into a PID namespace, without making another", () => {
    expect(stepsOf(planOf(joining()), "init.fork")[0]).toMatchObject({ types: [], from: "/linux/namespaces/1" });
  });

  it("are joined before the user namespace with privilege, after it without", () => {
    const order = (plan: ReturnType<typeof planOf>): string[] => stepsOf(plan, "ns.join").map((step) => step.type);
    expect(order(planOf(joiningRootless(), ORDINARY))).toEqual(["user", "network"]);
    expect(order(planOf(joiningRootless()))).toEqual(["network", "user"]);
  });

  it("leave the mount namespace for last", () => {
    const paths = (["mount", "pid", "uts"] as const).map((type) => ({ type, path: `/run/ns/${type}` }));
    expect(stepsOf(planWithLinux({ namespaces: paths }), "ns.join").map((step) => step.type)).toEqual([
      "uts",
      "pid",
      "mount",
    ]);
  });
});
