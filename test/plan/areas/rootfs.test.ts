import { describe, expect, it } from "vitest";
import { planOf, stepsOf } from "../fixtures/build.ts";
import { HYBRID, REQUEST } from "../fixtures/facts.ts";
import { demo, withNamespaces } from "../fixtures/specs.ts";

describe("the root file system", () => {
  it("is bound on itself and pivoted to in a mount namespace, which ends with it", () => {
    const plan = planOf(demo());
    const [open] = stepsOf(plan, "rootfs.open");
    expect(open?.place).toBe(open?.path);
    expect(stepsOf(plan, "tree.propagation").length).toBe(1);
    expect(stepsOf(plan, "rootfs.pivot").length).toBe(1);
    expect(plan.teardown.map(({ op }) => op)).not.toContain("rootfs.detach");
  });

  it("is moved over the old root where that cannot be pivoted from", () => {
    const plan = planOf(demo(), HYBRID, { noPivot: true });
    expect(stepsOf(plan, "rootfs.chroot").map(({ move }) => move)).toEqual([true]);
  });

  describe("in the runtime's mount namespace", () => {
    const plan = planOf({ ...withNamespaces(demo(), [{ type: "pid" }]), hostname: "" });
    const place = `${REQUEST.stateDir}/rootfs`;

    it("has a place of its own, and the runtime's root stays as it is", () => {
      expect(stepsOf(plan, "rootfs.open").map((step) => step.place)).toEqual([place]);
      expect(stepsOf(plan, "tree.propagation")).toEqual([]);
      expect(stepsOf(plan, "rootfs.pivot")).toEqual([]);
      expect(stepsOf(plan, "rootfs.chroot").map(({ move }) => move)).toEqual([false]);
    });

    it("is unmounted after init has ended, and before the state is removed", () => {
      const ops = plan.teardown.map(({ op }) => op);
      expect(ops.indexOf("rootfs.detach")).toBeGreaterThan(ops.indexOf("init.kill"));
      expect(ops.indexOf("rootfs.detach")).toBeLessThan(ops.indexOf("state.remove"));
      expect(plan.teardown.find(({ op }) => op === "rootfs.detach")).toMatchObject({ path: place });
    });
  });
});
