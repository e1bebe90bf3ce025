import { describe, expect, it } from "vitest";
import { deviceList, type SourcedRule } from "../../../../src/plan/areas/cgroup/device-list.ts";
import { planOf, planWithResources, stepsOf } from "../../fixtures/build.ts";
import { ORDINARY, V2 } from "../../fixtures/facts.ts";
import { rootless } from "../../fixtures/specs.ts";

/** `+c 1:3 rwm` allows, `-a *:* rwm` denies. */
function rule(text: string, index: number): SourcedRule {
  const [, sign, type, major, minor, access] = /^([+-])([abc]) (\S+):(\S+) ([rwm]+)$/.exec(text) ?? [];
  if (access === undefined || (type !== "a" && type !== "b" && type !== "c")) throw new Error(text);
  const number = (digits = "*"): number => (digits === "*" ? -1 : Number(digits));
  return { allow: sign === "+", type, major: number(major), minor: number(minor), access, from: `/${index}` };
}

function list(...rules: string[]): string[] {
  return deviceList(rules.map(rule)).map(({ file, value }) => `${file === "devices.allow" ? "+" : "-"}${value}`);
}

describe("deviceList", () => {
  it("denies all without any rule", () => {
    expect(list()).toEqual(["-a *:* rwm"]);
  });

  it("keeps what is allowed after the last rule for all", () => {
    expect(list("+c 1:3 rwm", "-a *:* rwm", "+c 1:5 rw")).toEqual(["-a *:* rwm", "+c 1:5 rw"]);
    expect(list("-a *:* rwm", "+c 1:5 rw", "+a *:* rwm", "-b 8:* w")).toEqual(["+a *:* rwm", "-b 8:* w"]);
  });

  it("joins the access of one device", () => {
    expect(list("+c 1:3 r", "+c 1:3 wm")).toEqual(["-a *:* rwm", "+c 1:3 rwm"]);
  });

  it("takes back what a later rule covers", () => {
    expect(list("+c 1:3 rwm", "-c 1:3 w")).toEqual(["-a *:* rwm", "+c 1:3 rm"]);
    expect(list("+c 1:3 rwm", "+b 1:3 r", "-c *:* rwm")).toEqual(["-a *:* rwm", "+b 1:3 r"]);
    expect(list("+c 1:3 rwm", "-a *:* w")).toEqual(["-a *:* rwm", "+c 1:3 rm"]);
    expect(list("+a *:* rwm", "-b 8:0 rwm", "+b 8:* rwm")).toEqual(["+a *:* rwm"]);
  });

  it("splits a rule for both types that is not for everything", () => {
    expect(list("+a 1:3 r")).toEqual(["-a *:* rwm", "+c 1:3 r", "+b 1:3 r"]);
    expect(list("+a *:* m")).toEqual(["-a *:* rwm", "+c *:* m", "+b *:* m"]);
  });

  it("refuses a hole in a wildcard rather than leave it open", () => {
    expect(() => list("+c *:* rwm", "-c 10:200 w")).toThrow("cgroup v1 cannot deny device c 10:200 w out of c *:* rwm");
    expect(() => list("+a *:* rwm", "-b 8:* rwm", "+b 8:1 r")).toThrow("cannot allow device b 8:1 r");
    expect(list("+c *:* m", "-c 10:200 w")).toEqual(["-a *:* rwm", "+c *:* m"]);
  });

  it("decides as the rules in order do, for every device and access", () => {
    const rules = ["-a *:* rwm", "+c 1:* r", "+c 1:3 rwm", "+b 8:0 rw", "-c 1:3 w", "+c 1:5 m", "-b 8:0 r", "+a 7:7 r"];
    const writes = deviceList(rules.map(rule));
    for (const type of ["b", "c"] as const) {
      for (const [major, minor] of [
        [1, 3],
        [1, 5],
        [1, 9],
        [8, 0],
        [8, 1],
        [7, 7],
      ] as const) {
        for (const access of "rwm") {
          const asked = `${type} ${major}:${minor} ${access}`;
          expect(verdict(writes.map(toRule), asked), asked).toBe(verdict(rules, asked));
        }
      }
    }
  });
});

function toRule({ file, value }: { file: string; value: string }): string {
  return `${file === "devices.allow" ? "+" : "-"}${value}`;
}

/** The last rule that matches decides; denied where none does. */
function verdict(rules: readonly string[], asked: string): boolean {
  const [, type = "", major = "", minor = "", access = ""] = /^(.) (\d+):(\d+) (.)$/.exec(asked) ?? [];
  const matching = rules.map(rule).filter((r) => {
    const sameType = r.type === "a" || r.type === type;
    const number = (pattern: number, value: string): boolean => pattern === -1 || pattern === Number(value);
    return sameType && number(r.major, major) && number(r.minor, minor) && r.access.includes(access);
  });
  return matching.at(-1)?.allow ?? false;
}

describe("device rules of a container", () => {
  const allow = (plan: ReturnType<typeof planOf>): string[] => {
    return stepsOf(plan, "cgroup.write").flatMap((step) => (step.file === "devices.allow" ? [step.value] : []));
  };

  it("deny all but the defaults where config.json says nothing (GHSA-g54h-m393-cpwq)", () => {
    for (const resources of [{}, { devices: [] }]) {
      const plan = planWithResources(resources);
      const [first] = stepsOf(plan, "cgroup.write");
      expect(first).toMatchObject({ file: "devices.deny", value: "a *:* rwm", from: "default:devices" });
      expect(allow(plan)).not.toContain("b *:* rwm");
      expect(allow(plan)).toContain("c 1:3 rwm");
    }
  });

  it("allow everything where config.json does, as a privileged container's", () => {
    expect(allow(planWithResources({ devices: [{ allow: true, access: "rwm" }] }))).toEqual(["a *:* rwm"]);
  });

  it("are one program on v2, the defaults last", () => {
    const [step] = stepsOf(
      planWithResources({ devices: [{ allow: false, type: "c", major: 1, minor: 3 }] }, V2),
      "cgroup.devices",
    );
    expect(step?.rules[0]).toEqual({ allow: false, type: "a", major: -1, minor: -1, access: "rwm" });
    expect(step?.rules[1]).toEqual({ allow: false, type: "c", major: 1, minor: 3, access: "rwm" });
    expect(step?.rules.at(-1)?.allow).toBe(true);
  });

  it("are left to the kernel where the runtime may not write them", () => {
    const plan = planOf(rootless(), ORDINARY);
    expect(stepsOf(plan, "cgroup.write")).toEqual([]);
    expect(stepsOf(plan, "cgroup.devices")).toEqual([]);
  });
});
