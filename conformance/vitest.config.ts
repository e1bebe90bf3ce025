import { join } from "node:path";
import { defineConfig } from "vitest/config";

const work = process.env.CONFORMANCE_WORK ?? "";
const slowness = Number(process.env.CONFORMANCE_SLOWNESS ?? "1");

export default defineConfig({
  root: import.meta.dirname,
  cacheDir: join(work, "cache"),
  test: {
    include: ["suites/**/*.check.ts"],
    // the checks share a machine: one at a time, in one process
    pool: "forks",
    maxWorkers: 1,
    isolate: false,
    fileParallelism: false,
    testTimeout: 60_000 * slowness,
    hookTimeout: 60_000 * slowness,
    reporters: ["default", "json"],
    outputFile: { json: join(work, "result.json") },
  },
});
