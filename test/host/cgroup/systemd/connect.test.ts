import { afterEach, describe, expect, it, vi } from "vitest";
import { withSystemd } from "../../../../src/host/cgroup/systemd/connect.ts";
import { versionOf } from "../../../../src/host/cgroup/systemd/facts.ts";
import { type Answers, fakeSystemd, systemError } from "./fake.ts";

afterEach(() => vi.unstubAllEnvs());

function connect(manager: "system" | "user", answer: Answers["connect"] = () => undefined): string[] {
  const { addon, calls } = fakeSystemd({ connect: answer });
  withSystemd(addon, manager, () => calls.push("use"));
  return calls;
}

function session(variables: Readonly<Record<string, string>>): void {
  for (const name of ["DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"]) vi.stubEnv(name, variables[name] ?? "");
}

describe("withSystemd", () => {
  it("asks the system's over its bus", () => {
    expect(connect("system")).toEqual(["connect unix:path=/run/dbus/system_bus_socket", "use", "close"]);
  });

  it("goes to systemd itself where there is no bus", () => {
    const calls = connect("system", (_, direct) => (direct ? undefined : systemError("ENOENT")));
    expect(calls[1]).toBe("connect unix:path=/run/systemd/private");
  });

  it("asks the user's where the session says", () => {
    session({ DBUS_SESSION_BUS_ADDRESS: "unix:abstract=x", XDG_RUNTIME_DIR: "/run/user/7" });
    expect(connect("user")[0]).toBe("connect unix:abstract=x");
    session({ XDG_RUNTIME_DIR: "/run/user/a,b" });
    expect(connect("user")[0]).toBe("connect unix:path=/run/user/a%2cb/bus");
    expect(connect("user", (_, direct) => (direct ? undefined : systemError("ECONNREFUSED")))[1]).toBe(
      "connect unix:path=/run/user/a%2cb/systemd/private",
    );
  });

  it("waits where the bus is full", () => {
    let tries = 0;
    const calls = connect("system", () => {
      tries += 1;
      return tries < 3 ? systemError("EAGAIN") : undefined;
    });
    expect(calls.filter((call) => call.startsWith("connect"))).toHaveLength(3);
  });

  it("says what is missing", () => {
    session({});
    expect(() => connect("user")).toThrow("there is no way to the user's systemd");
    expect(() => connect("system", () => systemError("ELIBACC", "libsystemd.so.0: cannot open"))).toThrow(
      "the systemd cgroup driver needs libsystemd: libsystemd.so.0: cannot open",
    );
    const refused = () => connect("system", () => systemError("ECONNREFUSED"));
    expect(refused).toThrow("cannot connect to the system's systemd at unix:path=/run/dbus/system_bus_socket, unix:");
    expect(refused).toThrow(expect.objectContaining({ code: "UNSUPPORTED_HOST", errno: "ECONNREFUSED" }));
  });

  it("closes the connection whatever happens", () => {
    const { addon, calls } = fakeSystemd({});
    const fail = () => {
      throw new Error("no");
    };
    expect(() => withSystemd(addon, "system", fail)).toThrow("no");
    expect(calls.at(-1)).toBe("close");
  });
});

describe("versionOf", () => {
  it("is the number, whatever a distribution puts around it", () => {
    expect(["252.39-1~deb12u2", "v245.4-1.fc32", "258", "v257~rc1", "x"].map(versionOf)).toEqual([
      252, 245, 258, 257, 0,
    ]);
  });
});
