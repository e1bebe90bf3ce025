/** schemas/features.json judges as the specification's own schema does, and what the runtime prints is valid to both. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { Comparison, printDifferences } from "./comparison.ts";
import { FEATURES_DIFFERENCES, FORGOTTEN } from "./features-differences.ts";
import { ourFeatureFields, upstreamFeatureFields, upstreamSchemas } from "./fields.ts";
import { ourFeaturesJudge, upstreamJudge } from "./verdicts.ts";

const SEED = Number(process.env.SEED ?? 20_251_107);
const COMBINATIONS = 500;

const ours = ourFeaturesJudge();
const theirs = upstreamJudge(upstreamSchemas, "features-schema.json");

/** A value for every field. */
const complete = {
  ociVersionMin: "1.0.0",
  ociVersionMax: "1.3.0",
  hooks: ["poststop"],
  mountOptions: ["ro"],
  annotations: { "org.example.key": "value" },
  potentiallyUnsafeConfigAnnotations: ["org.example."],
  linux: {
    namespaces: ["pid"],
    capabilities: ["CAP_KILL"],
    cgroup: { v1: true, v2: true, systemd: false, systemdUser: false, rdma: true },
    seccomp: {
      enabled: true,
      actions: ["SCMP_ACT_LOG"],
      operators: ["SCMP_CMP_EQ"],
      archs: ["SCMP_ARCH_X86"],
      knownFlags: ["SECCOMP_FILTER_FLAG_LOG"],
      supportedFlags: ["SECCOMP_FILTER_FLAG_LOG"],
    },
    apparmor: { enabled: true },
    selinux: { enabled: true },
    intelRdt: { enabled: true, schemata: true, monitoring: true },
    memoryPolicy: { modes: ["MPOL_BIND"], flags: ["MPOL_F_STATIC_NODES"] },
    mountExtensions: { idmap: { enabled: true } },
    netDevices: { enabled: true },
  },
};

const comparison = new Comparison({
  ours,
  theirs,
  document: complete,
  fields: ourFeatureFields,
  differences: FEATURES_DIFFERENCES,
});

describe("the fields of the features document", () => {
  const pointers = (fields: typeof ourFeatureFields) => fields.map(({ pointer }) => pointer);

  it("of the specification's schema are all in ours, with those that it forgets, and no others", () => {
    const forgotten = FORGOTTEN.flatMap(({ fields }) => fields);
    expect(new Set(pointers(ourFeatureFields))).toEqual(new Set([...pointers(upstreamFeatureFields), ...forgotten]));
    expect(pointers(upstreamFeatureFields).filter((pointer) => forgotten.includes(pointer))).toEqual([]);
  });
});

describe("verdicts on features documents", () => {
  it("agree on the one with every field", () => {
    expect(comparison.unchanged).toEqual(["accepted", "accepted"]);
  });

  it("agree on each field absent, of another type and by other names", () => {
    console.log(`schemas: ${comparison.mutations.length} features documents with one mutation each`);
    expect(comparison.mutations.flatMap((mutation) => comparison.unexplained([mutation]))).toEqual([]);
  });

  it(`agree on combinations (seed ${SEED})`, () => {
    console.log(`schemas: ${COMBINATIONS} combinations of features documents, seed ${SEED}`);
    expect(comparison.unexplainedAtRandom(SEED, COMBINATIONS)).toEqual([]);
  });

  it.each([
    ["good", "accepted"],
    ["bad", "refused"],
  ])("agree on the specification's %s examples", (kind, verdict) => {
    const directory = join(upstreamSchemas, "test/features", kind);
    const names = readdirSync(directory);
    const found = names.map((name) => {
      const text = readFileSync(join(directory, name), "utf8");
      return [name, ours(text), theirs(text)];
    });
    expect(found).toEqual(names.map((name) => [name, verdict, verdict]));
  });
});

describe("what the runtime prints", () => {
  it("is valid to both", () => {
    const { status, stdout, stderr } = spawnSync(process.env.CONFORMANCE_RUNTIME ?? "", ["features"], {
      encoding: "utf8",
    });
    expect([status, stderr]).toEqual([0, ""]);
    expect([ours(stdout), theirs(stdout)]).toEqual(["accepted", "accepted"]);
  });
});

afterAll(() => {
  printDifferences(FEATURES_DIFFERENCES);
  expect(comparison.unused, "entries that explain nothing").toEqual([]);
});
