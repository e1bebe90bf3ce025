/** docs/fields.md: every field, what proves it, and where that runs. */
import type { Place } from "../../../conformance/harness/environment.ts";
// @ts-expect-error plain JavaScript: it runs before anything is built
import { BOOTS } from "../../../conformance/vm/boots.mjs";
import type { Field } from "../../../src/config/fields.ts";
import type { Declaration } from "../declarations.ts";

/** Why a check is not expected to run in a place; undefined where it is. */
export type PlannedSkip = (check: string, place: Place) => string | undefined;

interface Where {
  readonly place: Place;
  /** What the table calls it; none natively. */
  readonly name: string;
  /** Folders of conformance/suites that run there; undefined for all. */
  readonly suites: readonly string[] | undefined;
}

const NATIVE: readonly Where[] = [{ place: "native", name: "", suites: undefined }];
const BOOTED: readonly { readonly name: string; readonly has: string; readonly suites: readonly string[] }[] = BOOTS;
const VM: readonly Where[] = BOOTED.map(({ name, suites }) => ({ place: `vm-${name}` as Place, name, suites }));

const HEAD = `# Fields of config.json

Every field of runtime-spec 1.3 that concerns Linux, as schemas/ has them, and the checks that prove it: each runs with
and without the field, and observes the difference from inside the container or in its cgroup. Written by
test/conformance/fields/fields.test.ts (\`UPDATE_FIELD_TABLE=1\`), from what the checks declare and from
conformance/skips.ts; \`npm run conformance\` names every check that ran or was skipped against this table.

**Native** is Debian 12 with hybrid cgroups and no security module; **VM** is \`npm run conformance -- vm\`, whose boots
are ${BOOTED.map(({ name, has }) => `\`${name}\` (${has})`).join(", ")}. ✔ there: a proving check runs, in the boots named.
Otherwise why not, and what proves the exact error or warning in its place.

Mount options have a row each (\`/mounts/*/options/ro\`); \`/mounts/*/options/*\` is what is left, the file systems' own.

| field | proven by | native | VM |
|---|---|---|---|
`;

export function tableOf(fields: readonly Field[], declarations: readonly Declaration[], skip: PlannedSkip): string {
  const rows = fields.map(({ pointer }) => {
    const proving = declarations.filter(({ proves }) => proves.includes(pointer));
    const refusing = declarations.filter(({ refuses }) => refuses.includes(pointer));
    const cells = [NATIVE, VM].map((places) => cell(places, { proving, refusing }, skip));
    return `| \`${pointer}\` | ${names(proving)} | ${cells.join(" | ")} |\n`;
  });
  return HEAD + rows.join("");
}

function names(declarations: readonly Declaration[]): string {
  return declarations.map(({ check }) => check.replaceAll("|", "\\|")).join("<br>");
}

interface Proofs {
  readonly proving: readonly Declaration[];
  readonly refusing: readonly Declaration[];
}

function runsAt({ place, suites }: Where, { check, suite }: Declaration, skip: PlannedSkip): boolean {
  return suites?.includes(suite) !== false && skip(check, place) === undefined;
}

function cell(places: readonly Where[], { proving, refusing }: Proofs, skip: PlannedSkip): string {
  const good = places.filter((where) => proving.some((one) => runsAt(where, one, skip)));
  if (good.length > 0) return ["✔", ...good.map(({ name }) => name)].join(" ").trim();
  const causes = places.flatMap(({ place, suites }) =>
    proving.flatMap(({ check, suite }) => (suites?.includes(suite) === false ? [] : (skip(check, place) ?? []))),
  );
  const refused = refusing.filter((one) => places.some((where) => runsAt(where, one, skip)));
  const why = causes.length > 0 ? [...new Set(causes)].join("; ") : "not run there";
  return refused.length > 0 ? `${why}. Refused: ${names(refused)}` : why;
}
