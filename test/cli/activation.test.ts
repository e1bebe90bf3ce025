import { describe, expect, it } from "vitest";
import { activationOf } from "../../src/cli/activation.ts";

const PID = String(process.pid);

function activation(env: Record<string, string>) {
  const warnings: string[] = [];
  return { ...activationOf(env, (message) => warnings.push(message)), warnings };
}

describe("what a service manager hands over", () => {
  it("is nothing without its variables", () => {
    expect(activation({})).toEqual({ listenFds: 0, notifySocket: undefined, warnings: [] });
  });

  it("are descriptors, where LISTEN_PID is this process", () => {
    expect(activation({ LISTEN_FDS: "3", LISTEN_PID: PID }).listenFds).toBe(3);
  });

  it.each([{ LISTEN_FDS: "3" }, { LISTEN_FDS: "3", LISTEN_PID: "1" }, { LISTEN_FDS: "3", LISTEN_PID: "" }])(
    "are no descriptors that another process was given: %o",
    (env) => {
      expect(activation(env).listenFds).toBe(0);
    },
  );

  it.each(["-1", "three", "1e3", "0x1", "1.5", "99999999999"])("is no count of descriptors: %s", (count) => {
    expect(activation({ LISTEN_FDS: count, LISTEN_PID: PID }).listenFds).toBe(0);
  });

  it.each(["/run/systemd/notify", "@/org/manager"])("is a socket: %s", (address) => {
    expect(activation({ NOTIFY_SOCKET: address })).toMatchObject({ notifySocket: address, warnings: [] });
  });

  it("is no socket where NOTIFY_SOCKET is empty", () => {
    expect(activation({ NOTIFY_SOCKET: "" })).toMatchObject({ notifySocket: undefined, warnings: [] });
  });

  it.each(["relative", "vsock:2:1234", "@", "/"])("is warned of where it is no socket: %s", (address) => {
    const { notifySocket, warnings } = activation({ NOTIFY_SOCKET: address });
    expect(notifySocket).toBeUndefined();
    expect(warnings).toEqual([expect.stringContaining(JSON.stringify(address))]);
  });
});
