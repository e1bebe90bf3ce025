import { describe, expect, it } from "vitest";
import type { Mount } from "../../../src/config/spec.ts";
import { planOf, stepsOf } from "../fixtures/build.ts";
import { HYBRID } from "../fixtures/facts.ts";
import { demo, withLinux, withProcess } from "../fixtures/specs.ts";

const LABEL = "system_u:object_r:file_t:s0:c1,c2";

function optionsOf(mounts: readonly Mount[]): Record<string, readonly string[]> {
  const spec = demo();
  const plan = planOf(withLinux({ ...spec, mounts: [...(spec.mounts ?? []), ...mounts] }, { mountLabel: LABEL }));
  return Object.fromEntries(stepsOf(plan, "mount.fs").map((step) => [step.target, step.options]));
}

describe("labels", () => {
  it.each([
    ["/process/apparmorProfile", withProcess(demo(), { apparmorProfile: "p" }), "AppArmor"],
    ["/process/selinuxLabel", withProcess(demo(), { selinuxLabel: "l" }), "SELinux"],
    ["/linux/mountLabel", withLinux(demo(), { mountLabel: "l" }), "SELinux"],
  ])("refuses %s where the module is not active", (from, spec, module) => {
    expect(() => planOf(spec, { ...HYBRID, apparmor: false, selinux: false })).toThrowError(
      expect.objectContaining({
        code: "UNSUPPORTED_HOST",
        from,
        message: `${from.slice(1).replace("/", ".")} is set, but ${module} is not active`,
      }),
    );
  });

  it("asks for nothing where they are absent or empty", () => {
    const empty = withLinux(withProcess(demo(), { apparmorProfile: "", selinuxLabel: "" }), { mountLabel: "" });
    expect(planOf(empty, { ...HYBRID, apparmor: false, selinux: false })).toEqual(planOf(demo()));
  });

  it("labels the session keyring as the program", () => {
    expect(stepsOf(planOf(withProcess(demo(), { selinuxLabel: "l" })), "keyring.join")[0]?.label).toBe("l");
    expect(stepsOf(planOf(withProcess(demo(), { apparmorProfile: "p" })), "keyring.join")[0]?.label).toBe("");
  });

  it("labels new file systems, but for those that the policy labels", () => {
    const options = optionsOf([]);
    expect(options["/dev/shm"]).toContain(`context=${LABEL}`);
    expect(options["/dev/pts"]).toContain(`context=${LABEL}`);
    for (const target of ["/proc", "/sys", "/dev/mqueue"]) expect(options[target]?.join()).not.toContain("context");
  });

  it("labels the root of mqueue afterwards", () => {
    const plan = planOf(withLinux(demo(), { mountLabel: LABEL }));
    expect(stepsOf(plan, "label.file")).toEqual([
      { at: "init", op: "label.file", from: "/linux/mountLabel", path: "/dev/mqueue", label: LABEL },
    ]);
  });

  it.each(["context", "defcontext"])("leaves a mount alone that has a %s of its own", (key) => {
    const own = { destination: "/own", type: "tmpfs", source: "tmpfs", options: [`${key}="a:b:c:s0:c1,c2"`] };
    expect(optionsOf([own])["/own"]?.filter((option) => option.includes("context"))).toHaveLength(1);
  });

  it("labels what covers masked directories", () => {
    const masks = stepsOf(planOf(withLinux(demo(), { mountLabel: LABEL })), "path.mask");
    expect(masks.length).toBeGreaterThan(0);
    for (const mask of masks) expect(mask.options).toEqual([`context=${LABEL}`]);
  });
});
