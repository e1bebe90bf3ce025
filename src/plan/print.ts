/** A plan for people, one aligned line a step, and for programs, as JSON. */
import { hostWords } from "./print/host.ts";
import { initWords } from "./print/init.ts";
import { printable } from "./print/words.ts";
import type { ContainerPlan, Step } from "./steps.ts";
import { segments } from "./wire/segments.ts";

const RULE = "─";

interface Row {
  readonly number: string;
  readonly at: string;
  readonly op: string;
  readonly from: string;
  /** Last, since only it may be of any length. */
  readonly what: string;
}

/** Ends with a newline. */
export function planText(plan: ContainerPlan): string {
  const create = stepsText(plan.create, "create");
  const teardown = stepsText(plan.teardown, "delete");
  const warnings = plan.warnings.map(({ from, message }) => `warning: ${printable(message)} (${printable(from)})\n`);
  return [create, "\n", teardown, ...(warnings.length > 0 ? ["\n", ...warnings] : [])].join("");
}

/** Numbers beyond a double's precision are decimal strings; bytes are left out. Ends with a newline. */
export function planJson(plan: ContainerPlan): string {
  return `${JSON.stringify(plan, toJson, 2)}\n`;
}

function toJson(_: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return undefined;
  if (typeof value !== "bigint") return value;
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value.toString();
}

/** Under the title, rules stand where host and init wait for each other. Ends with a newline. */
export function stepsText(steps: readonly Step[], title: string): string {
  const rows = steps.map(rowOf);
  const widths = {
    number: String(steps.length).length,
    op: longest(rows.map((row) => row.op)),
    from: longest(rows.map((row) => row.from)),
  };
  const line = ({ number, at, op, from, what }: Row): string =>
    `${number.padStart(widths.number)}  ${at}  ${op.padEnd(widths.op)}  ${from.padEnd(widths.from)}  ${what}\n`;
  const indent = " ".repeat(widths.number + 2);
  const parts = segments(steps).map(({ start, steps: part }) => {
    const rule = start === 0 ? "" : `${indent}${RULE.repeat(4)}\n`;
    const before = rows.slice(start, start + part.length).map((row) => {
      return row.op === "gate.wait" ? `${line(row)}${indent}${RULE.repeat(4)} start\n` : line(row);
    });
    return rule + before.join("");
  });
  return `${title}\n${parts.join("")}`;
}

function rowOf(step: Step, index: number): Row {
  return {
    number: String(index + 1),
    at: step.at,
    op: step.op,
    what: printable(step.at === "host" ? hostWords(step) : initWords(step)),
    from: printable(step.from),
  };
}

function longest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, text.length), 0);
}
