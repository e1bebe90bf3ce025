/**
 * What a validation program says, in TAP (testanything.org) as Go's tap-go prints it: several documents may follow each
 * other, and a YAML block may tell of an error where no test point does.
 */

const POINT = /^(not )?ok\b *(\d+)?(?: *- *|\s+)?(.*)$/;
const PLAN = /^1\.\.(\d+)/;
const ERROR = /^ {4}"error": "(.*)",?$/;
const DIRECTIVE = /#\s*(skip|todo)\S*\s*(.*)$/i;

/** @typedef {{ ok: boolean, name: string, skipped?: string }} Point */
/** @typedef {{ points: Point[], plans: number, errors: string[] }} Report */

function parsePoint([, not, , rest]) {
  const directive = DIRECTIVE.exec(rest);
  const name = (directive === null ? rest : rest.slice(0, directive.index)).trim();
  if (directive === null) return { ok: not === undefined, name };
  // TAP: what is still to do does not count when it fails
  return { ok: true, name, skipped: directive[2] || directive[1].toLowerCase() };
}

/** What the block, which is JSON, has as "error". It went through printf, so that a % in it may have made it no JSON. */
function errorOf(block) {
  const found = block.map((line) => ERROR.exec(line)).find((match) => match !== null);
  return found?.[1].replaceAll("\\n", " ").replaceAll('\\"', '"').trim();
}

/** @returns {Report} */
export function parseTap(text) {
  const points = [];
  const errors = [];
  let plans = 0;
  let planned = 0;
  let block;
  let follows = false;
  for (const line of text.split("\n")) {
    if (block !== undefined) {
      if (line !== "  ...") {
        block.push(line);
        continue;
      }
      const error = errorOf(block);
      // below a test point it says how that came; anywhere else it is the only word of a failure
      if (!follows && error !== undefined) errors.push(error);
      block = undefined;
      follows = false;
    } else if (line === "  ---") {
      block = [];
    } else if (PLAN.test(line)) {
      plans += 1;
      planned += Number(PLAN.exec(line)[1]);
    } else if (POINT.test(line)) {
      points.push(parsePoint(POINT.exec(line)));
      follows = true;
    }
  }
  if (block !== undefined) errors.push("the output ends within a YAML block");
  if (plans > 0 && planned !== points.length) errors.push(`${planned} points were planned, ${points.length} were made`);
  return { points, plans, errors };
}
