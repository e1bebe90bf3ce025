import { afterEach, describe, expect, it, vi } from "vitest";
import { defaultRoot } from "../../src/lifecycle/root.ts";
import * as namespace from "../../src/native/user-namespace.ts";

vi.mock("../../src/native/user-namespace.ts", { spy: true });

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

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

describe("defaultRoot, where the caller is to be found out", () => {
  const OWN = "/run/user/5/caisson";
  const MACHINE = "/run/caisson";

  function user(name: string | undefined, runtimeDir: string | undefined): string {
    vi.stubEnv("CAISSON_CWD", undefined);
    vi.stubEnv("USER", name);
    vi.stubEnv("XDG_RUNTIME_DIR", runtimeDir);
    return defaultRoot("auto");
  }

  it("is the machine's for root of the machine, with or without a directory of its own", () => {
    vi.spyOn(process, "geteuid").mockReturnValue(0);
    vi.spyOn(namespace, "inUserNamespace").mockReturnValue(false);
    expect(user("sailor", "/run/user/5")).toBe(MACHINE);
  });

  it("is the own of another user's root of a user namespace, if it has one and does not call itself root", () => {
    vi.spyOn(process, "geteuid").mockReturnValue(0);
    vi.spyOn(namespace, "inUserNamespace").mockReturnValue(true);
    expect(user("sailor", "/run/user/5")).toBe(OWN);
    expect(user(undefined, "/run/user/5")).toBe(OWN);
    expect(user("root", "/run/user/5")).toBe(MACHINE);
    expect(user("sailor", undefined)).toBe(MACHINE);
  });

  it("goes by the caller's USER, not the launcher's", () => {
    vi.spyOn(process, "geteuid").mockReturnValue(0);
    vi.spyOn(namespace, "inUserNamespace").mockReturnValue(true);
    user("root", "/run/user/5");
    vi.stubEnv("CAISSON_CWD", "/");
    vi.stubEnv("CAISSON_CALLER_USER", "sailor");
    expect(defaultRoot("auto")).toBe(OWN);
  });
});
