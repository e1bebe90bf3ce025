/** Our schemas and rules judge as the specification's own schemas do, but for the differences that are listed. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { lookup } from "../../src/common/pointer.ts";
import { read } from "../../src/config/read.ts";
import { validate } from "../../src/config/validate.ts";
import { Listed } from "../mutations/differences.ts";
import { anyPlace, render, withValue } from "../mutations/json.ts";
import { type Mutation, mutated, mutationsOf } from "../mutations/mutations.ts";
import { Random } from "../mutations/random.ts";
import { complete } from "../mutations/samples.ts";
import { DIFFERENCES } from "./differences.ts";
import { isForeign, ourFields, upstreamFields, upstreamSchemas } from "./fields.ts";
import { ourVerdict, upstreamJudge } from "./verdicts.ts";

const SEED = Number(process.env.SEED ?? 20_251_107);
const COMBINATIONS = 500;

const upstreamVerdict = upstreamJudge(upstreamSchemas);
const listed = new Listed(DIFFERENCES);

/** Every field at once. */
const config = complete();

function allMutations(): Mutation[] {
  return upstreamFields
    .filter((field) => !isForeign(field))
    .flatMap((field) => {
      const at = anyPlace(config, field.pointer);
      return mutationsOf(field, at, lookup(config, at));
    });
}

/** How the two differ, where they do and no entry says why. */
function unexplained(text: string, mutations: readonly Mutation[]): string[] {
  const ours = ourVerdict(text);
  const theirs = upstreamVerdict(text);
  if (ours === theirs) return [];
  const we = ours === "accepted" ? "accept" : "refuse";
  if (mutations.some((mutation) => listed.find(mutation, we) !== undefined)) return [];
  return [`we ${we}: ${mutations.map(({ at, kind }) => `${at}: ${kind}`).join(" and ")}`];
}

describe("the fields", () => {
  const pointers = (fields: typeof ourFields) => fields.map((field) => field.pointer);

  it("of the specification are all in our schemas, and no others", () => {
    expect(new Set(pointers(ourFields))).toEqual(new Set(pointers(upstreamFields)));
  });
});

describe("verdicts", () => {
  const mutations = allMutations();

  it("agree on the config with every field", () => {
    expect([ourVerdict(render(config)), upstreamVerdict(render(config))]).toEqual(["accepted", "accepted"]);
  });

  it("agree on each field absent, of another type, at the borders of its range and beyond, and by other names", () => {
    const found = mutations.flatMap((mutation) => unexplained(render(mutated(config, mutation)), [mutation]));
    console.log(`schemas: ${mutations.length} configs with one mutation each`);
    expect(found).toEqual([]);
  });

  it(`agree on combinations (seed ${SEED})`, () => {
    const random = new Random(SEED);
    const found = Array.from({ length: COMBINATIONS }).flatMap(() => {
      const chosen = combination(random, mutations);
      return unexplained(render(chosen.reduce(mutated, config)), chosen);
    });
    console.log(`schemas: ${COMBINATIONS} combinations, seed ${SEED}`);
    expect(found).toEqual([]);
  });
});

describe("one mistake in every field", () => {
  const leaves = allMutations().filter(({ field, kind }) => {
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

/** Two to six mutations, none within the place of another. */
function combination(random: Random, mutations: readonly Mutation[]): Mutation[] {
  const chosen: Mutation[] = [];
  for (let left = 2 + random.below(5); left > 0; left--) {
    const next = mutations[random.below(mutations.length)] as Mutation;
    const within = (one: Mutation, other: Mutation) => `${one.at}/`.startsWith(`${other.at}/`);
    if (!chosen.some((other) => within(next, other) || within(other, next))) chosen.push(next);
  }
  return chosen;
}

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
  for (const { we, fields, reason } of DIFFERENCES) console.log(`we ${we} ${fields.join(" ")}: ${reason}`);
  expect(listed.unused, "entries that explain nothing").toEqual([]);
});
