/** User namespaces, ids and groups. */
import { describe, expect, it } from "vitest";
import type { Facts } from "../../../src/plan/facts.ts";
import { planOf, stepsOf } from "../fixtures/build.ts";
import { HYBRID, NESTED, ORDINARY } from "../fixtures/facts.ts";
import { demo, joiningRootless, mapped, rootless, withLinux, withProcess } from "../fixtures/specs.ts";

const NO_HELPERS: Facts = { ...ORDINARY, newuidmap: undefined, newgidmap: undefined };

function alone(id: number): ReturnType<typeof rootless> {
  const self = [{ containerID: 0, hostID: id, size: 1 }];
  return withLinux(rootless(), { uidMappings: self, gidMappings: self });
}

describe("id maps", () => {
  it("are written directly with privilege", () => {
    expect(
      stepsOf(planOf(mapped()), "idmap.write").map(({ kind, helper, denySetgroups }) => ({
        kind,
        helper,
        denySetgroups,
      })),
    ).toEqual([
      { kind: "gid", helper: undefined, denySetgroups: false },
      { kind: "uid", helper: undefined, denySetgroups: false },
    ]);
  });

  it("go through the helpers without", () => {
    const steps = stepsOf(planOf(rootless(), ORDINARY), "idmap.write");
    expect(steps.map((step) => step.helper)).toEqual(["/usr/bin/newgidmap", "/usr/bin/newuidmap"]);
    expect(steps.some((step) => step.denySetgroups)).toBe(false);
  });

  it("need no helper for the user's own id, but deny setgroups", () => {
    const plan = planOf(alone(1000), NO_HELPERS);
    expect(stepsOf(plan, "idmap.write").map(({ kind, denySetgroups }) => [kind, denySetgroups])).toEqual([
      ["gid", true],
      ["uid", false],
    ]);
    expect(stepsOf(plan, "user.assumeRoot")[0]?.clearGroups).toBe(false);
    expect(stepsOf(plan, "credentials.set")[0]?.setGroups).toBe(false);
  });

  it("say which helper is missing", () => {
    expect(() => planOf(rootless(), NO_HELPERS)).toThrow("needs newuidmap");
    expect(() => planOf(alone(1001), NO_HELPERS)).toThrow("needs newuidmap");
  });

  it("are not written for a user namespace that is joined", () => {
    const plan = planOf(joiningRootless(), ORDINARY);
    expect(stepsOf(plan, "idmap.write")).toEqual([]);
    expect(stepsOf(plan, "user.assumeRoot")[0]).toMatchObject({ clearGroups: false, from: "/linux/namespaces" });
  });
});

describe("groups", () => {
  it("are left alone where the runtime's own user namespace denies setgroups", () => {
    for (const spec of [alone(0), demo()]) {
      expect(stepsOf(planOf(spec, NESTED), "credentials.set")[0]?.setGroups).toBe(false);
    }
    expect(stepsOf(planOf(alone(0), NESTED), "user.assumeRoot")[0]?.clearGroups).toBe(false);
    expect(stepsOf(planOf(alone(0), NESTED), "idmap.write")[0]?.denySetgroups).toBe(true);
  });

  it("are set wherever config.json has some, even if the kernel will refuse", () => {
    const wanted = withProcess(alone(1000), { user: { uid: 0, gid: 0, additionalGids: [7] } });
    expect(stepsOf(planOf(wanted, NO_HELPERS), "credentials.set")[0]).toMatchObject({ groups: [7], setGroups: true });
  });

  it("are cleared where there are none", () => {
    expect(stepsOf(planOf(demo()), "credentials.set")[0]).toMatchObject({ groups: [], setGroups: true });
  });
});

describe("privilege", () => {
  it("is missed with a warning, so that plan works for everybody", () => {
    const warnings = planOf(demo(), { ...HYBRID, euid: 1000, privileged: false }).warnings;
    expect(warnings.map((warning) => warning.from)).toContain("/linux/namespaces");
    expect(planOf(demo()).warnings).toEqual([]);
  });

  it("over the mode of a device too, which is not silent", () => {
    const fuse = { type: "c", path: "/dev/fuse", major: 10, minor: 229 };
    expect(planOf(withLinux(mapped(), { devices: [fuse] })).warnings.map((warning) => warning.from)).toEqual([
      "/linux/devices/0",
    ]);
    expect(planOf(withLinux(demo(), { devices: [fuse] })).warnings).toEqual([]);
  });

  it("over devices ends at a user namespace", () => {
    expect(stepsOf(planOf(mapped()), "device.create")).toEqual([]);
    expect(stepsOf(planOf(mapped()), "device.bind").map((step) => step.path)).toContain("/dev/null");
    expect(stepsOf(planOf(demo()), "device.bind")).toEqual([]);
    const fifo = withLinux(mapped(), { devices: [{ type: "p", path: "/dev/pipe" }] });
    expect(stepsOf(planOf(fifo), "device.create").map((step) => step.path)).toEqual(["/dev/pipe"]);
  });
});

describe("additional groups", () => {
  it("are each set once, whoever names them twice", () => {
    const user = { uid: 1000, gid: 1000, additionalGids: [2000, 3000, 2000] };
    const [step] = stepsOf(planOf(withProcess(demo(), { user })), "credentials.set");
    expect(step?.groups).toEqual([2000, 3000]);
  });
});
