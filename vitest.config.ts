import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // two workers: the tests share a small machine with what they start
    maxWorkers: 2,
    testTimeout: 20_000,
  },
});
