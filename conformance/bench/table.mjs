/** Medians, ratios, and their table. */

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The middle half of the values: `[first quartile, third quartile]`. */
export function quartiles(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => sorted[Math.round(share * (sorted.length - 1))];
  return [at(0.25), at(0.75)];
}

/** Rows of text as aligned lines, the first column to the left, the others to the right. */
export function alignedLines(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const pad = (cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]));
  return rows.map((row) => `  ${row.map(pad).join("  ")}`.trimEnd());
}

const ms = (microseconds) => (microseconds / 1000).toFixed(1);
const mib = (kib) => (kib / 1024).toFixed(1);
const ratio = (own, other) => (own / other).toFixed(2);

/** Medians of a series: `{ wall, cpu, peak }` with `spread`, the quartiles of wall, and `verbs`. */
export function summary({ scenario, runtime, samples }) {
  const of = (key) => samples.map((sample) => sample[key]);
  return {
    scenario: scenario.name,
    config: scenario.config,
    title: scenario.title,
    runtime: runtime.name,
    wall: median(of("wall")),
    cpu: median(of("cpu")),
    peak: median(of("peak")),
    spread: quartiles(of("wall")),
    verbs: Object.fromEntries(scenario.counted.map((verb) => [verb, median(samples.map(({ verbs }) => verbs[verb]))])),
  };
}

function speedRow(row, subject) {
  return [
    row.runtime,
    ms(row.wall),
    row.spread.map(ms).join("–"),
    ms(row.cpu),
    mib(row.peak),
    ...(row === subject ? ["", "", ""] : ["wall", "cpu", "peak"].map((key) => ratio(subject[key], row[key]))),
  ];
}

function verbLines(rows) {
  const verbs = Object.keys(rows[0].verbs);
  if (verbs.length < 2) return [];
  return alignedLines([
    ["wall ms of", ...verbs],
    ...rows.map((row) => [row.runtime, ...verbs.map((verb) => ms(row.verbs[verb]))]),
  ]);
}

/** The table of one scenario from the summaries of all runtimes, the subject first. */
export function speedTable(rows) {
  const [subject] = rows;
  const head = ["", "wall ms", "middle half", "cpu ms", "peak MiB", `${subject.runtime} ÷ it: wall`, "cpu", "peak"];
  const lines = alignedLines([head, ...rows.map((row) => speedRow(row, subject))]);
  return [subject.title, ...lines, ...verbLines(rows), ""].join("\n");
}

/** The table of memory held: rows of `{ runtime, waiting, foreground }` in KiB, the subject first. */
export function memoryTable(rows) {
  const [subject] = rows;
  const head = ["", "waiting init", "foreground run", `${subject.runtime} ÷ it: waiting`, "foreground"];
  const body = rows.map((row) => [
    row.runtime,
    mib(row.waiting).padStart(4),
    mib(row.foreground),
    ...(row === subject ? ["", ""] : ["waiting", "foreground"].map((key) => ratio(subject[key], row[key]))),
  ]);
  return ["memory held (PSS, MiB)", ...alignedLines([head, ...body]), ""].join("\n");
}
