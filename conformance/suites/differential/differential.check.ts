/**
 * Does caisson create what runc creates, and refuse what runc refuses? Asked with configs that differ in one place from a
 * right one. SEED and COUNT choose others.
 */
import { linkSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { type Case, chosenCases, everyField, inParts } from "../../differential/cases.ts";
import { DIFFERENCES } from "../../differential/differences.ts";
import { Judge, type Judgement } from "../../differential/judges.ts";
import { suite } from "../../harness/check.ts";
import { probePath, runtime } from "../../harness/environment.ts";
import { sweep, takeSnapshot } from "../../harness/leaks.ts";
import { parseMountinfo } from "../../harness/mountinfo.ts";
import type { Scene } from "../../harness/scene.ts";
import { Listed } from "../../mutations/differences.ts";

const SEED = Number(process.env.SEED ?? 20_251_107);
const COUNT = Number(process.env.COUNT ?? 2000);
/** Undefined where the checks are skipped. */
const PEER = process.env.CONFORMANCE_PEER;
const LEAST_REFUSED = 0.4;

const listed = new Listed(DIFFERENCES);
const cases = PEER === undefined ? [] : chosenCases({ seed: SEED, count: COUNT, listed });
const judged: { readonly accepted: boolean; readonly field: string }[] = [];

function bundleOf(scene: Scene): string {
  const dir = join(scene.dir, "bundle");
  for (const name of ["rootfs/proc", "rootfs/dev", "data"]) mkdirSync(join(dir, name), { recursive: true });
  linkSync(probePath, join(dir, "rootfs/probe"));
  return dir;
}

/** What runc leaves behind, where it fails, is not looked for. */
function judgedByRunc(scene: Scene, bundle: string, part: readonly Case[]): Judgement[] {
  const before = takeSnapshot();
  const runc = new Judge(PEER ?? "", join(scene.dir, "runc"));
  const judgements = part.map(({ text }) => runc.of(bundle, text));
  const mounts = parseMountinfo(readFileSync("/proc/self/mountinfo", "utf8")).map(({ target }) => target);
  for (const target of mounts.reverse()) if (target.startsWith(bundle)) scene.shell('umount -l "$1"', [target]);
  sweep(before, join(scene.dir, "runc/root"));
  return judgements;
}

function compare(scene: Scene, part: readonly Case[]): string[] {
  const bundle = bundleOf(scene);
  const theirs = judgedByRunc(scene, bundle, part);
  const we = new Judge(runtime.path, join(scene.dir, "ours"));
  return part.flatMap(({ mutation, text }, index) => {
    const their = theirs[index] as Judgement;
    judged.push({ accepted: their.accepted, field: mutation.field });
    const ours = we.of(bundle, text);
    const place = `${mutation.at}: ${mutation.kind}`;
    if (!ours.deleted) return [`${place}: we cannot delete what we created`];
    if (ours.accepted === their.accepted || listed.find(mutation, ours.accepted ? "accept" : "refuse")) return [];
    return [`${place}: ${ours.accepted ? `runc refuses: ${their.words}` : `we refuse: ${ours.words}`}`];
  });
}

suite("differential", (check) => {
  for (const { name, part } of inParts(cases)) {
    check(name, (scene) => {
      expect(compare(scene, part)).toEqual([]);
    });
  }

  check("every field was changed, runc refused enough, and every listed difference exists", () => {
    const refused = judged.filter(({ accepted }) => !accepted).length;
    const uses = DIFFERENCES.map((difference) => listed.uses(difference));
    const differences = uses.reduce((sum, count) => sum + count, 0);
    console.log(
      [
        `differential: seed ${SEED}: ${judged.length} configs, ${refused} refused by runc`,
        `${judged.length - differences} judged alike, ${differences} listed differences:`,
        ...DIFFERENCES.map((difference, index) => `${uses[index]} we ${difference.we}: ${difference.reason}`),
      ].join("\n  "),
    );
    expect(refused / judged.length).toBeGreaterThan(LEAST_REFUSED);
    expect(everyField().filter((field) => !judged.some((one) => one.field === field))).toEqual([]);
    // with fewer than usual not every one need occur
    if (COUNT >= 2000) expect(listed.unused).toEqual([]);
  });
});
