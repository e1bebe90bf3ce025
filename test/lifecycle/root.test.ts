import { afterEach, describe, expect, it, vi } from "vitest";
import { defaultRoot, isUnprivileged } from "../../src/lifecycle/root.ts";
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

describe("isUnprivileged", () => {
  const user = (name: string | undefined, runtimeDir: string | undefined) => {
    vi.stubEnv("CAISSON_CWD", undefined);
    vi.stubEnv("USER", name);
    vi.stubEnv("XDG_RUNTIME_DIR", runtimeDir);
  };

  it("is not what root of the machine is, with or without a directory of its own", () => {
    vi.spyOn(process, "geteuid").mockReturnValue(0);
    vi.spyOn(namespace, "inUserNamespace").mockReturnValue(false);
    user("sailor", "/run/user/0");
    expect(isUnprivileged()).toBe(false);
  });

  it("is what another user's root of a user namespace is, if it has one and does not call itself root", () => {
    vi.spyOn(process, "geteuid").mockReturnValue(0);
    vi.spyOn(namespace, "inUserNamespace").mockReturnValue(true);
    user("sailor", "/run/user/5");
    expect(isUnprivileged()).toBe(true);
    user(undefined, "/run/user/5");
    expect(isUnprivileged()).toBe(true);
    user("root", "/run/user/5");
    expect(isUnprivileged()).toBe(false);
    user("sailor", undefined);
    expect(isUnprivileged()).toBe(false);
  });

  it("goes by the caller's USER, not the launcher's", () => {
    vi.spyOn(process, "geteuid").mockReturnValue(0);
    vi.spyOn(namespace, "inUserNamespace").mockReturnValue(true);
    user("root", "/run/user/5");
    vi.stubEnv("CAISSON_CWD", "/");
    vi.stubEnv("CAISSON_CALLER_USER", "sailor");
    expect(isUnprivileged()).toBe(true);
  });
});
