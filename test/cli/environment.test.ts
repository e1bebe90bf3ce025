import { afterEach, describe, expect, it, vi } from "vitest";
import { resolvePath } from "../../src/cli/environment.ts";

afterEach(() => vi.unstubAllEnvs());

describe("paths", () => {
  it("are taken from the caller's directory, which the launcher names", () => {
    vi.stubEnv("CAISSON_CWD", "/srv/web");
    expect(resolvePath("b/../c")).toBe("/srv/web/c");
    expect(resolvePath("/x/./y/")).toBe("/x/y");
  });

  it("need no directory where they are absolute", () => {
    vi.stubEnv("CAISSON_CWD", "");
    expect(resolvePath("/x")).toBe("/x");
    expect(() => resolvePath("x")).toThrow("does not exist any more");
  });
});
