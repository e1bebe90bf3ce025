import { describe, expect, it } from "vitest";
import type { SourcedRule } from "../../../../../src/plan/areas/cgroup/device-list.ts";
import { deviceProperties } from "../../../../../src/plan/areas/cgroup/systemd/devices.ts";

/** `+c 1:3 rwm` allows, `-a *:* rwm` denies. */
function rule(text: string, index: number): SourcedRule {
  const [sign = "", type = "", numbers = "", access = ""] = [text[0], ...text.slice(1).split(" ")];
  const [major = "", minor = ""] = numbers.split(":");
  const number = (digits: string): number => (digits === "*" ? -1 : Number(digits));
  const kind = type === "b" || type === "c" ? type : "a";
  return { allow: sign === "+", type: kind, major: number(major), minor: number(minor), access, from: `/${index}` };
}

/** The policy, what is allowed, and the places of warnings. */
function devices(version: 1 | 2, ...rules: string[]): [policy: unknown, allowed: string, warned: string] {
  const { properties, warnings } = deviceProperties(rules.map(rule), version);
  expect(properties[0]).toMatchObject({ name: "DeviceAllow", signature: "a(ss)", value: [] });
  const list = properties.slice(2).flatMap(({ value }) => value as string[][]);
  const allowed = list.map((entry) => entry.join(" ")).join(", ");
  return [properties[1]?.value, allowed, warnings.map(({ from }) => from).join()];
}

describe("deviceProperties", () => {
  it("names devices as systemd does", () => {
    const rules = ["-a *:* rwm", "+c 1:3 rwm", "+c 136:* rw", "+b *:* m", "+a 7:7 r"];
    const allowed = "/dev/char/1:3 rwm, char-136 rw, block-* m, /dev/char/7:7 r, /dev/block/7:7 r";
    for (const version of [1, 2] as const) expect(devices(version, ...rules)).toEqual(["strict", allowed, ""]);
  });

  it("denies everything by an empty list", () => {
    expect(devices(2, "-a *:* rwm")).toEqual(["strict", "", ""]);
  });

  it("restricts nothing where everything is allowed", () => {
    for (const version of [1, 2] as const) expect(devices(version, "+a *:* rwm")).toEqual(["auto", "", ""]);
  });

  it("takes back what is denied later", () => {
    expect(devices(2, "+c 1:3 rwm", "-c 1:3 w", "+c 1:5 r", "-c 1:5 r")).toEqual(["strict", "/dev/char/1:3 rm", ""]);
  });

  it("v2: is wider where systemd has no words, since the program of ours decides too", () => {
    expect(devices(2, "+c *:* rw", "-c 10:200 w")).toEqual(["strict", "char-* rw", ""]);
    expect(devices(2, "+c *:200 rw")).toEqual(["strict", "char-* rw", ""]);
    expect(devices(2, "+a *:* rwm", "-b 8:0 rwm")).toEqual(["auto", "", ""]);
  });

  it("v1: is narrower there, and warns", () => {
    expect(devices(1, "+c *:200 rw", "+c 1:3 r")).toEqual(["strict", "/dev/char/1:3 r", "/0"]);
    expect(devices(1, "+a *:* rwm", "-b 8:0 rwm")).toEqual(["strict", "", "/1"]);
  });
});
