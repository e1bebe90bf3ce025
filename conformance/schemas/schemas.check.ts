/** Our schemas and rules judge as the specification's own schemas do, but for the differences that are listed. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { lookup } from "../../src/common/pointer.ts";
import { read } from "../../src/config/read.ts";
import { validate } from "../../src/config/validate.ts";
import { render, withValue } from "../mutations/json.ts";
import { mutated } from "../mutations/mutations.ts";
import { complete } from "../mutations/samples.ts";
import { Comparison, printDifferences } from "./comparison.ts";
import { DIFFERENCES } from "./differences.ts";
import { isForeign, ourFields, upstreamFields, upstreamSchemas } from "./fields.ts";
import { ourVerdict, upstreamJudge } from "./verdicts.ts";

const SEED = Number(process.env.SEED ?? 20_251_107);
const COMBINATIONS = 500;

/** Every field at once. */
const config = complete();
const comparison = new Comparison({
  ours: ourVerdict,
  theirs: upstreamJudge(upstreamSchemas, "config-schema.json"),
  document: config,
  fields: upstreamFields.filter((field) => !isForeign(field)),
  differences: DIFFERENCES,
});

describe("the fields", () => {
  const pointers = (fields: typeof ourFields) => fields.map((field) => field.pointer);

  it("of the specification are all in our schemas, and no others", () => {
    expect(new Set(pointers(ourFields))).toEqual(new Set(pointers(upstreamFields)));
  });
});

describe("verdicts", () => {
  const { mutations } = comparison;

  it("agree on the config with every field", () => {
    expect(comparison.unchanged).toEqual(["accepted", "accepted"]);
  });

  it("agree on each field absent, of another type, at the borders of its range and beyond, and by other names", () => {
    const found = mutations.flatMap((mutation) => comparison.unexplained([mutation]));
    console.log(`schemas: ${mutations.length} configs with one mutation each`);
    expect(found).toEqual([]);
  });

  it(`agree on combinations (seed ${SEED})`, () => {
    const found = comparison.unexplainedAtRandom(SEED, COMBINATIONS);
    console.log(`schemas: ${COMBINATIONS} combinations, seed ${SEED}`);
    expect(found).toEqual([]);
  });
});

describe("one mistake in every field", () => {
  const leaves = comparison.mutations.filter(({ field, kind }) => {
    return kind.startsWith("type ") && !upstreamFields.some(({ pointer }) => pointer.startsWith(`${field}/`));
  });
  const mistakes = [...new Map(leaves.map((mutation) => [mutation.at, mutation])).values()];

  it("is one problem each, at its own place, and none besides", () => {
    const { problems } = validate(read(Buffer.from(render(mistakes.reduce(mutated, config)))));
    console.log(`schemas: ${mistakes.length} mistakes at once`);
    expect(problems.map((problem) => problem.pointer).sort()).toEqual(mistakes.map(({ at }) => at).sort());
  });

  it("is found alone as well", () => {
    const missed = mistakes.filter((mistake) => {
      const { problems } = validate(read(Buffer.from(render(mutated(config, mistake)))));
      return !problems.some((problem) => problem.pointer === mistake.at);
    });
    expect(missed).toEqual([]);
  });
});

describe("the specification's own examples", () => {
  /** What only concerns other platforms is not looked at. */
  const FOREIGN = ["freebsd-vnet-disable.json"];

  it.each(["good", "bad"])("%s ones are judged alike", (kind) => {
    const directory = join(upstreamSchemas, "test/config", kind);
    const names = readdirSync(directory).filter((name) => !FOREIGN.includes(name));
    const verdicts = names.map((name) => [name, exampleVerdict(readFileSync(join(directory, name), "utf8"))]);
    expect(verdicts).toEqual(names.map((name) => [name, kind === "good" ? "accepted" : "refused"]));
  });
});

/**
 * Those for other platforms and the minimal ones lack namespaces, without which there is no container on Linux, and two are
 * of a version of the specification that was never released.
 */
function exampleVerdict(text: string): string {
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch {
    return ourVerdict(text);
  }
  const namespaces = ["mount", "network", "uts"].map((type) => ({ type }));
  if (lookup(config, "/linux/namespaces") === undefined) config = withValue(config, "/linux/namespaces", namespaces);
  if (lookup(config, "/ociVersion") === "0.5.0-dev") config = withValue(config, "/ociVersion", "1.0.0");
  return ourVerdict(render(config));
}

afterAll(() => {
  printDifferences(DIFFERENCES);
  expect(comparison.unused, "entries that explain nothing").toEqual([]);
});
