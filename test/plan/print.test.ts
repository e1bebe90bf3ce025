import { describe, expect, it } from "vitest";
import { planJson, planText } from "../../src/plan/print.ts";
import { planOf } from "./fixtures/build.ts";
import { everything } from "./fixtures/everything.ts";
import { V1 } from "./fixtures/facts.ts";
import { demo, withProcess } from "./fixtures/specs.ts";

describe("planText", () => {
  it("has one line a step, numbers in order, columns aligned", () => {
    const plan = planOf(demo());
    const text = planText(plan);
    const lines = text
      .slice(0, text.indexOf("\n\n"))
      .split("\n")
      .filter((line) => /^ *\d/.test(line));
    expect(lines).toHaveLength(plan.create.length);
    expect(lines.map((line) => Number.parseInt(line, 10))).toEqual(plan.create.map((_, index) => index + 1));
    const origins = lines.map((line, index) => line.indexOf(plan.create[index]?.from ?? "nowhere", 8));
    expect(new Set(origins).size).toBe(1);
    expect(text).not.toMatch(/ $/m);
    expect(text.endsWith("\n")).toBe(true);
  });

  it("draws a rule at every flip", () => {
    const plan = planOf(demo());
    const flips = plan.create.filter((step, index) => index > 0 && step.at !== plan.create[index - 1]?.at);
    expect(planText(plan).match(/^ +─{4}$/gm)).toHaveLength(flips.length);
    expect(planText(plan)).toMatch(/gate\.wait.*\n +─{4} start\n/);
  });

  it("lets nothing of config.json reach the terminal as control", () => {
    const hostile = withProcess(demo(), {
      args: ["/bin/x", "\u001b]0;owned\u0007", "a\nb", "\u009b2J"],
      cwd: "/\u001b[2J",
    });
    expect(planText(planOf({ ...hostile, hostname: "a\rb" }))).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
  });
});

describe("planJson", () => {
  it("is the plan, with large numbers as text and without bytes", () => {
    const plan = planOf(everything(), V1);
    const parsed = JSON.parse(planJson(plan)) as { create: { op: string; [key: string]: unknown }[] };
    expect(parsed.create).toHaveLength(plan.create.length);
    const limits = parsed.create.filter((step) => step.op === "rlimit.set").map((step) => [step.soft, step.hard]);
    expect(limits).toContainEqual([512, "18446744073709551615"]);
    expect(parsed.create.find((step) => step.op === "seccomp.load")).not.toHaveProperty("program");
  });
});
