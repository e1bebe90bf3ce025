import { describe, expect, it } from "vitest";
import { resolve } from "../../../src/config/resolve.ts";
import { type Changes, validSpec } from "../configs/change.ts";

const process = (changes: Changes) => resolve(validSpec(changes), { bundle: "/bundle" }).process;

describe("resolve the process", () => {
  it("fills in what a small one leaves out", () => {
    expect(process({ "/process": { cwd: "/", args: ["sh"] } })).toEqual({
      terminal: false,
      consoleSize: undefined,
      uid: 0,
      gid: 0,
      additionalGids: [],
      umask: undefined,
      args: ["sh"],
      env: [],
      cwd: "/",
      capabilities: undefined,
      rlimits: [],
      noNewPrivileges: false,
      oomScoreAdj: undefined,
      scheduler: undefined,
      ioPriority: undefined,
      execCPUAffinity: undefined,
    });
    expect(process({ "/process": undefined })).toBeUndefined();
  });

  it("keeps what is given", () => {
    const given = { uid: 1, gid: 2, umask: 18, additionalGids: [3, 4294967294] };
    expect(
      process({ "/process/user": given, "/process/oomScoreAdj": -5, "/process/noNewPrivileges": true }),
    ).toMatchObject({
      ...given,
      oomScoreAdj: -5,
      noNewPrivileges: true,
    });
  });

  it("fills a scheduler up with zeros, and keeps 64 bits", () => {
    const scheduler = { policy: "SCHED_DEADLINE", runtime: 2048, deadline: 2n ** 63n - 1n };
    expect(process({ "/process/scheduler": scheduler })?.scheduler).toEqual({
      policy: "SCHED_DEADLINE",
      flags: [],
      nice: 0,
      priority: 0,
      runtime: 2048n,
      deadline: 2n ** 63n - 1n,
      period: 0n,
    });
  });

  it("takes a console size only with a terminal, and only a real one", () => {
    const size = { "/process/consoleSize": { height: 24, width: 80 } };
    expect(process({ ...size, "/process/terminal": true })?.consoleSize).toEqual({ rows: 24, columns: 80 });
    expect(process({ ...size, "/process/terminal": false })?.consoleSize).toBeUndefined();
    expect(
      process({ "/process/consoleSize": { height: 0, width: 0 }, "/process/terminal": true })?.consoleSize,
    ).toBeUndefined();
  });

  it("turns capabilities into bits, unknown ones left out", () => {
    const all = ["CAP_CHOWN", "CAP_KILL", "CAP_CHECKPOINT_RESTORE", "CAP_NONE"];
    const bits = (1n << 0n) | (1n << 5n) | (1n << 40n);
    const sets = { bounding: all, permitted: all, effective: ["CAP_KILL"], inheritable: ["CAP_KILL", "CAP_SETUID"] };
    expect(process({ "/process/capabilities": sets })?.capabilities).toEqual({
      bounding: bits,
      permitted: bits,
      effective: 1n << 5n,
      inheritable: (1n << 5n) | (1n << 7n),
      ambient: 0n,
    });
  });

  it("makes ambient only what is permitted and inheritable", () => {
    const sets = {
      ambient: ["CAP_CHOWN", "CAP_KILL", "CAP_SETUID"],
      permitted: ["CAP_CHOWN", "CAP_KILL"],
      inheritable: ["CAP_KILL", "CAP_SETUID"],
    };
    expect(process({ "/process/capabilities": sets })?.capabilities?.ambient).toBe(1n << 5n);
  });

  it("numbers rlimits, and holds infinity", () => {
    const infinity = 18446744073709551615n;
    const types = "CPU FSIZE DATA STACK CORE RSS NPROC NOFILE MEMLOCK AS LOCKS SIGPENDING MSGQUEUE NICE RTPRIO RTTIME";
    const rlimits = types.split(" ").map((name) => ({ type: `RLIMIT_${name}`, soft: 1, hard: infinity }));
    expect(process({ "/process/rlimits": rlimits })?.rlimits).toEqual(
      rlimits.map(({ type }, resource) => ({
        type,
        resource,
        soft: 1n,
        hard: infinity,
        from: `/process/rlimits/${resource}`,
      })),
    );
  });
});
