/** The table of a suite: a row a step, and below it what was said, where a runtime failed or the step is about that. */

const STEP = 84;
const CELL = 11;
const LONGEST = 600;

function cell(outcome) {
  if (outcome.skipped !== undefined) return "-";
  return outcome.ok ? "ok" : "fails";
}

function short(text) {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

export function header(title, names) {
  return `\n${title.padEnd(STEP)}${names.map((name) => name.padEnd(CELL)).join("")}\n`;
}

/** `outcomes`: `[{ name, outcome }]`, a column each. */
export function printRow(step, outcomes, verdict) {
  const cells = outcomes.map(({ outcome }) => cell(outcome).padEnd(CELL)).join("");
  const lines = [`${step.padEnd(STEP)}${cells}${verdict === "passed" ? "" : verdict}`.trimEnd()];
  const reasons = new Set(outcomes.flatMap(({ outcome }) => outcome.skipped ?? []));
  for (const reason of reasons) lines.push(`    skipped: ${reason}`);
  for (const { name, outcome } of outcomes) {
    const words = outcome.ok === false ? outcome.why : outcome.note;
    if (words !== undefined) lines.push(`    ${name}: ${short(words)}`);
  }
  return `${lines.join("\n")}\n`;
}
