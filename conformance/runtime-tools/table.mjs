/** The outcomes as text: a row a file, and below it what failed, and why that may be. */
import { failures } from "./verdict.mjs";

const COLUMN = 12;
const SHOWN = 3;
const LONGEST = 150;

function short(text) {
  const line = text.replace(/\s+/g, " ");
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

function counts({ report: { points } }) {
  const failed = points.filter(({ ok }) => !ok).length;
  const skipped = points.filter((point) => point.skipped !== undefined).length;
  return [points.length - failed - skipped, failed, skipped].join("/");
}

export function header(names) {
  const columns = names.map((name) => name.padStart(COLUMN)).join("");
  return `${"".padEnd(32)}${columns}  pass/fail/skip; "-": no failed point, and yet a failure\n`;
}

/** `row`: `{ file, verdict, reason, outcomes: [{ name, … }] }` */
export function printRow({ file, verdict, reason, outcomes }) {
  const cells = outcomes.map((outcome) => {
    const { points } = outcome.report;
    const failed = failures(file, outcome).length > 0;
    const mark = failed && points.every(({ ok }) => ok) ? " -" : "";
    return `${counts(outcome)}${mark}`.padStart(COLUMN);
  });
  const lines = [`${file.padEnd(32)}${cells.join("")}  ${verdict}${reason === undefined ? "" : `: ${reason}`}`];
  for (const outcome of outcomes) {
    const all = failures(file, outcome);
    for (const one of all.slice(0, SHOWN)) lines.push(`    ${outcome.name}: ${short(one)}`);
    if (all.length > SHOWN) lines.push(`    ${outcome.name}: and ${all.length - SHOWN} more`);
  }
  return `${lines.join("\n")}\n`;
}
