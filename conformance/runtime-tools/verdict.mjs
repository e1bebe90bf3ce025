/** What the outcomes of one file come to. The rule: nothing that a peer passes fails here, except what is excused. */

/** Programs that say nothing at all where the runtime refuses what they ask for, as they want it to. */
const SILENT = ["process_capabilities_fail", "process_rlimits_fail"];

/** @typedef {import("./program.mjs").Outcome} Outcome */

/** What failed, in words; empty where the program is content. `excused`: numbers of points that do not count. */
export function failures(file, { status, hung, report, stderr }, excused = []) {
  if (hung) return ["did not end in time"];
  const found = report.points
    .map((point, index) => ({ ...point, number: index + 1 }))
    .filter(({ ok, number }) => !ok && !excused.includes(number))
    .map(({ name, number }) => `${number} ${name}`);
  found.push(...report.errors);
  const last = stderr.trim().split("\n").slice(0, 3).join("; ");
  if (status !== 0) found.push(`ended with ${status}${last === "" ? "" : `: ${last}`}`);
  else if (report.plans === 0 && !SILENT.includes(file)) found.push(`made no plan${last === "" ? "" : `: ${last}`}`);
  return found;
}

/**
 * @param {{ file: string, ours: Outcome, peers: Outcome[], bug?: import("./own-bugs.mjs").OwnBug, lack?: string }} given
 * @returns {"pass" | "own bug" | "lacks" | "as peers" | "FAIL"}
 */
export function verdict({ file, ours, peers, bug, lack }) {
  if (failures(file, ours).length === 0) return "pass";
  if (bug !== undefined && (bug.points === undefined || failures(file, ours, bug.points).length === 0))
    return "own bug";
  if (lack !== undefined) return "lacks";
  const same = peers.length > 0 && peers.every((peer) => failures(file, peer).length > 0);
  return same ? "as peers" : "FAIL";
}
