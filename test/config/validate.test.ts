import { describe, expect, it } from "vitest";
import { configError } from "../../src/config/problem.ts";
import { read } from "../../src/config/read.ts";
import { validate } from "../../src/config/validate.ts";
import { type Changes, CLEAN, changed, outcome } from "./configs/change.ts";
import { dockerConfig } from "./configs/docker.ts";
import { podmanConfig } from "./configs/podman.ts";

const read64 = (text: string) => read(new TextEncoder().encode(text));

describe("validate", () => {
  it("finds nothing in what callers write", () => {
    expect(outcome({})).toEqual(CLEAN);
    for (const config of [dockerConfig(), podmanConfig()]) {
      expect(validate(config)).toMatchObject({ problems: [], warnings: [] });
    }
  });

  it("reports twelve mistakes of all kinds at once, each with its place", () => {
    const { problems, warnings, spec } = validate(
      changed({
        // four that the schema finds
        "/root/path": undefined,
        "/process/oomScoreAdj": 2000,
        "/linux/namespaces/1/type": "net",
        "/linux/rootfsPropagation": "shard",
        // four that only rules find
        "/ociVersion": "2.0.0",
        "/process/cwd": "bin",
        "/process/rlimits/1": { type: "RLIMIT_NOFILE", soft: 1, hard: 1 },
        "/linux/cgroupsPath": "/a/../../b",
        // three wrong types
        "/hostname": 7,
        "/process/args": "sh",
        "/mounts/1/options": { ro: true },
        // a misspelt key
        "/process/noNewPriviledges": true,
      }),
    );
    expect(spec).toBeUndefined();
    expect([...problems, ...warnings].map((problem) => problem.pointer).sort()).toEqual([
      "/hostname",
      "/linux/cgroupsPath",
      "/linux/namespaces/1/type",
      "/linux/rootfsPropagation",
      "/mounts/1/options",
      "/ociVersion",
      "/process/args",
      "/process/cwd",
      "/process/noNewPriviledges",
      "/process/oomScoreAdj",
      "/process/rlimits/1",
      "/root/path",
    ]);
    const error = configError(problems);
    expect(error.code).toBe("CONFIG_INVALID");
    expect(error.message.split("\n")).toHaveLength(12);
    expect(error.message).toContain(
      '/linux/namespaces/1/type is not one of the values that the spec knows: found "net"',
    );
    expect(warnings).toEqual([
      {
        pointer: "/process/noNewPriviledges",
        message: "is not a field of the spec and has no effect",
        suggestion: "noNewPrivileges",
      },
    ]);
  });

  it("says what was found, what is allowed and what was meant", () => {
    expect(validate(changed({ "/linux/namespaces/1/type": "net" })).problems).toEqual([
      {
        pointer: "/linux/namespaces/1/type",
        message: "is not one of the values that the spec knows",
        found: '"net"',
        allowed: "pid, network, mount, ipc, uts, user, cgroup, time",
        suggestion: "network",
      },
    ]);
  });

  it.each<[string, Changes, string]>([
    ["a list for an object", { "/process": [] }, "/process must be an object"],
    ["an object for a list", { "/mounts": {} }, "/mounts must be a list"],
    ["a string for a number", { "/process/user/uid": "0" }, "/process/user/uid must be an integer"],
    ["a number for a string", { "/process/env/0": 1 }, "/process/env/0 must be a string"],
    ["a string for a boolean", { "/process/terminal": "yes" }, "/process/terminal must be true or false"],
    ["an empty path", { "/root/path": "" }, "/root/path must not be empty"],
    ["a missing version", { "/ociVersion": undefined }, "/ociVersion is required, but missing"],
    ["a missing root", { "/root": undefined }, "/root is required, but missing"],
    ["a root that is null", { "/root": null }, "/root is required, but missing"],
    ["a missing cwd", { "/process/cwd": undefined }, "/process/cwd is required, but missing"],
    ["a missing destination", { "/mounts/0/destination": undefined }, "/mounts/0/destination is required, but missing"],
    ["a null item", { "/mounts/0": null }, "/mounts/0 must be an object"],
    ["a uid that the kernel takes for none", { "/process/user/uid": 4294967295 }, "/process/user/uid is too large"],
    ["a negative gid", { "/process/user/gid": -1 }, "/process/user/gid is too small"],
    ["a fraction", { "/process/user/uid": 1.5 }, "/process/user/uid must be an integer"],
    ["a umask beyond its bits", { "/process/user/umask": 512 }, "/process/user/umask is too large"],
    [
      "a timeout of 0",
      { "/hooks": { poststop: [{ path: "/h", timeout: 0 }] } },
      "/hooks/poststop/0/timeout is too small",
    ],
    [
      "a huge window",
      { "/process/consoleSize": { height: 1, width: 65536 } },
      "/process/consoleSize/width is too large",
    ],
    [
      "an unknown rlimit",
      { "/process/rlimits/0/type": "RLIMIT_X" },
      "/process/rlimits/0/type is not one of the values that the spec knows",
    ],
    [
      "a device type",
      { "/linux/devices": [{ path: "/d", type: "x" }] },
      "/linux/devices/0/type is not one of the values that the spec knows",
    ],
    [
      "a propagation",
      { "/linux/rootfsPropagation": "no" },
      "/linux/rootfsPropagation is not one of the values that the spec knows",
    ],
    [
      "an argument that no call has",
      { "/linux/seccomp": seccompArgument({ index: 6 }) },
      "/linux/seccomp/syscalls/0/args/0/index is too large",
    ],
    [
      "an operator",
      { "/linux/seccomp": seccompArgument({ op: "SCMP_CMP_XX" }) },
      "/linux/seccomp/syscalls/0/args/0/op is not one of the values that the spec knows",
    ],
  ])("refuses %s", (_, changes, problem) => {
    expect(outcome(changes)).toEqual({ problems: [problem], warnings: [] });
  });

  it("takes what is null for absent, as Go programs write it", () => {
    expect(outcome({ "/mounts": null, "/linux/seccomp": null, "/hooks": null, "/process/capabilities": null })).toEqual(
      CLEAN,
    );
  });

  it("does not require a process", () => {
    expect(outcome({ "/process": undefined })).toEqual(CLEAN);
  });

  it.each(["9223372036854775807", "-1", "0"])("accepts %s as a 64-bit integer", (limit) => {
    expect(outcome({ "/linux/resources/memory": read64(`{"limit": ${limit}}`) })).toEqual(CLEAN);
  });

  it.each(["9223372036854775808", "1e9", "1.5", "1.0"])("refuses %s as a 64-bit integer", (limit) => {
    const problems = ["/linux/resources/memory/limit must be an integer of 64 bits"];
    expect(outcome({ "/linux/resources/memory/limit": (read64(`{"x": ${limit}}`) as { x: unknown }).x })).toEqual({
      problems,
      warnings: [],
    });
  });

  it("shows such a number as it was written", () => {
    const [problem] = validate(read64('{"ociVersion": 1e9}')).problems.filter(
      ({ pointer }) => pointer === "/ociVersion",
    );
    expect(problem?.found).toBe("1e9");
  });

  it("refuses a NUL in any string or key", () => {
    expect(outcome({ "/process/args/0": "a\0b", "/annotations": { "k\0": "v" }, "/unknown": ["\0"] }).problems).toEqual(
      [
        "/process/args/0 has a NUL character",
        "/annotations/k\0 has a NUL character in its key",
        "/unknown/0 has a NUL character",
      ],
    );
  });

  it.each([[], "x", 7, true, null])("refuses %j as a whole", (value) => {
    expect(validate(value).problems).toEqual([expect.objectContaining({ pointer: "", message: "must be an object" })]);
  });

  it("warns of unknown keys at every level, and goes on", () => {
    const changes = {
      "/x": 1,
      "/__proto__x": 1,
      "/linux/seccompp": {},
      "/mounts/0/option": [],
      "/mounts/0/Options": [],
    };
    const { problems, warnings } = validate(changed(changes));
    expect(problems).toEqual([]);
    expect(warnings.map(({ pointer, suggestion }) => [pointer, suggestion])).toEqual(
      expect.arrayContaining([
        ["/linux/seccompp", "seccomp"],
        ["/mounts/0/option", "options"],
        ["/mounts/0/Options", "options"],
        ["/x", undefined],
      ]),
    );
  });

  it("warns of a key named __proto__ like of any other", () => {
    const config = read64(
      '{"ociVersion":"1.0.0","root":{"path":"r","__proto__":{"readonly":true}},"linux":{"namespaces":[{"type":"mount"}]}}',
    );
    const { warnings, spec } = validate(config);
    expect(warnings.map(({ pointer }) => pointer)).toEqual(["/root/__proto__"]);
    expect(spec?.root?.readonly).toBeUndefined();
  });

  it("reports a hostile number of wrong items in bounded time", () => {
    const mounts = Array.from({ length: 20_000 }, () => ({ destination: "/x", type: 7, options: ["bind"] }));
    const before = performance.now();
    expect(validate(changed({ "/mounts": mounts })).problems).toHaveLength(20_000);
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  it("reports a hostile number of wrong names in bounded time", () => {
    const config = changed({
      "/process/capabilities/bounding": Array.from({ length: 200_000 }, (_, index) => `CAP_${index}`),
    });
    for (let index = 0; index < 200_000; index++) config[`key${index}`] = index;
    const before = performance.now();
    expect(validate(config).warnings).toHaveLength(400_000);
    expect(performance.now() - before).toBeLessThan(10_000);
  });
});

function seccompArgument(argument: object): object {
  const args = [{ index: 0, value: 0, op: "SCMP_CMP_EQ", ...argument }];
  return { defaultAction: "SCMP_ACT_ALLOW", syscalls: [{ names: ["read"], action: "SCMP_ACT_KILL", args }] };
}
