import { afterEach, describe, expect, it, vi } from "vitest";
import { defaultRoot } from "../../src/lifecycle/root.ts";

afterEach(() => vi.unstubAllEnvs());

describe("defaultRoot", () => {
  it("is /run/caisson with privilege", () => {
    vi.stubEnv("XDG_RUNTIME_DIR", "/run/user/5");
    expect(defaultRoot("false")).toBe("/run/caisson");
  });

  it("is the user's own without", () => {
    vi.stubEnv("XDG_RUNTIME_DIR", "/run/user/5");
    expect(defaultRoot("true")).toBe("/run/user/5/caisson");
    vi.stubEnv("XDG_RUNTIME_DIR", "relative");
    expect(defaultRoot("true")).toBe(`/run/user/${process.geteuid?.()}/caisson`);
  });
});
