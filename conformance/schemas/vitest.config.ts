import { join } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ["*.check.ts"],
    // thousands of configs in one test; on a busy machine that takes minutes
    testTimeout: 600_000,
    reporters: ["default", "json"],
    outputFile: { json: join(import.meta.dirname, "../../build/schemas.json") },
  },
});
