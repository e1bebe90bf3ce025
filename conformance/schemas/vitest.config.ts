import { join } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ["*.check.ts"],
    testTimeout: 60_000,
    reporters: ["default", "json"],
    outputFile: { json: join(import.meta.dirname, "../../build/schemas.json") },
  },
});
