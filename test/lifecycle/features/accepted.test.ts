/** What the features document names is what the validator accepts: neither can change without the other. */
import { describe, expect, it } from "vitest";
import seccompSchema from "../../../schemas/seccomp.json" with { type: "json" };
import { MOUNT_OPTIONS } from "../../../src/config/mount-options.ts";
import { document } from "../../../src/lifecycle/features/features.ts";
import { type Changes, CLEAN, type Outcome, outcome } from "../../config/configs/change.ts";
import { addon } from "../../native/native.ts";

const { ociVersionMin, ociVersionMax, hooks, mountOptions, linux } = document(addon, {});
const { seccomp, memoryPolicy } = linux;

type Use = (name: string) => Changes;

/** The names that a config may not have, or may have only with a warning. */
function objected(names: readonly string[], use: Use): string[] {
  return names.filter((name) => !isClean(outcome(use(name))));
}

function isClean({ problems, warnings }: Outcome): boolean {
  return problems.length === 0 && warnings.length === 0;
}

const misspelt = (names: readonly string[]) => names.flatMap((name) => [`${name}X`, name.slice(0, -1)]);

const profile = (more: object) => ({ "/linux/seccomp": { defaultAction: "SCMP_ACT_ALLOW", ...more } });
const rule = (more: object) => profile({ syscalls: [{ names: ["ptrace"], action: "SCMP_ACT_ERRNO", ...more }] });
const notifying = (more: object) => ({
  ...profile({ listenerPath: "/run/agent", syscalls: [{ names: ["ptrace"], action: "SCMP_ACT_NOTIFY" }], ...more }),
});
const withoutNodes = (mode: string) => ["MPOL_DEFAULT", "MPOL_LOCAL"].includes(mode);

const WORDS: readonly { readonly of: string; readonly names: readonly string[]; readonly use: Use }[] = [
  { of: "hooks", names: hooks, use: (name) => ({ [`/hooks/${name}`]: [{ path: "/bin/true" }] }) },
  {
    of: "namespaces",
    names: linux.namespaces,
    use: (type) => ({
      "/linux/namespaces": [...new Set(["mount", "pid", "uts", "network", type])].map((each) => ({ type: each })),
      "/linux/uidMappings": type === "user" ? [{ containerID: 0, hostID: 1000, size: 65_536 }] : undefined,
      "/linux/gidMappings": type === "user" ? [{ containerID: 0, hostID: 1000, size: 65_536 }] : undefined,
    }),
  },
  { of: "capabilities", names: linux.capabilities, use: (name) => ({ "/process/capabilities": { bounding: [name] } }) },
  {
    of: "seccomp actions",
    names: seccomp.actions,
    use: (action) => (action === "SCMP_ACT_NOTIFY" ? notifying({}) : rule({ action })),
  },
  { of: "seccomp operators", names: seccomp.operators, use: (op) => rule({ args: [{ index: 0, value: 1, op }] }) },
  { of: "seccomp architectures", names: seccomp.archs, use: (name) => profile({ architectures: [name] }) },
  { of: "seccomp flags", names: seccomp.knownFlags, use: (flag) => notifying({ flags: [flag] }) },
  {
    of: "modes of memory policies",
    names: memoryPolicy.modes,
    use: (mode) => ({ "/linux/memoryPolicy": withoutNodes(mode) ? { mode } : { mode, nodes: "0" } }),
  },
  {
    of: "flags of memory policies",
    names: memoryPolicy.flags,
    use: (flag) => ({ "/linux/memoryPolicy": { mode: "MPOL_BIND", nodes: "0", flags: [flag] } }),
  },
];

describe.each(WORDS)("$of", ({ names, use }) => {
  it("are accepted without a word", () => {
    expect(names).not.toEqual([]);
    expect(objected(names, use)).toEqual([]);
  });

  it("are all that is", () => {
    const others = misspelt(names).filter((name) => !names.includes(name));
    expect(objected(others, use)).toEqual(others);
  });
});

describe("mount options", () => {
  const BIND = { destination: "/mnt", type: "bind", source: "/srv" };
  const TMPFS = { destination: "/mnt", type: "tmpfs", source: "tmpfs" };
  const mappings = [{ containerID: 0, hostID: 1000, size: 1 }];

  /** Each on a mount that it is for. */
  const use: Use = (name) => {
    const option = MOUNT_OPTIONS.get(name);
    const options = [name];
    if (option?.kind === "superblock" || option?.kind === "copyUp") return { "/mounts/0": { ...TMPFS, options } };
    if (option?.kind !== "idmap") return { "/mounts/0": { ...BIND, options } };
    return { "/mounts/0": { ...BIND, options, uidMappings: mappings, gidMappings: mappings } };
  };

  it("are accepted, those without effect with a warning", () => {
    expect(objected(mountOptions, use)).toEqual(["mand", "norelatime"]);
  });

  it("are all that are not the file system's", () => {
    const others = misspelt(mountOptions);
    expect(objected(others, use)).toEqual(others);
  });
});

describe("versions", () => {
  it("from the lowest to the highest are accepted", () => {
    expect(outcome({ "/ociVersion": ociVersionMin })).toEqual(CLEAN);
    expect(outcome({ "/ociVersion": ociVersionMax })).toEqual(CLEAN);
  });

  it("of another major number are not", () => {
    for (const version of ["0.9.0", "2.0.0"]) expect(isClean(outcome({ "/ociVersion": version })), version).toBe(false);
  });
});

describe("what is enabled", () => {
  const FIELDS: readonly (readonly [name: keyof typeof linux, changes: Changes])[] = [
    ["apparmor", { "/process/apparmorProfile": "profile" }],
    ["selinux", { "/process/selinuxLabel": "a:b:c:s0", "/linux/mountLabel": "a:b:c:s0" }],
    ["intelRdt", { "/linux/intelRdt": { closID: "guaranteed", schemata: ["L3:0=f"], enableMonitoring: true } }],
    ["netDevices", { "/linux/netDevices": { eth0: { name: "box0" } } }],
    ["cgroup", { "/linux/resources/rdma": { mlx5_1: { hcaHandles: 3, hcaObjects: 10_000 } } }],
  ];

  it.each(FIELDS)("%s: its fields are accepted without a word", (name, changes) => {
    expect(JSON.stringify(linux[name])).toContain("true");
    expect(outcome(changes)).toEqual(CLEAN);
  });
});

describe("libseccomp", () => {
  const compile = (profile: object) =>
    addon.compileSeccomp(JSON.stringify({ architectures: [], syscalls: [], ...profile }));
  const withRule = (rule: object) =>
    compile({ defaultAction: "SCMP_ACT_ALLOW", syscalls: [{ names: ["ptrace"], args: [], ...rule }] });

  it("compiles every action and operator", () => {
    const value = { index: 0, value: "1", valueTwo: "1" };
    for (const action of seccomp.actions) withRule({ action });
    for (const op of seccomp.operators) withRule({ action: "SCMP_ACT_ERRNO", args: [{ ...value, op }] });
  });

  it("refuses the architectures that are valid, but not named", () => {
    const others = seccompSchema.properties.architectures.items.enum.filter((name) => !seccomp.archs.includes(name));
    for (const name of others) {
      const compiled = () => compile({ defaultAction: "SCMP_ACT_ALLOW", architectures: [name] });
      // unknown to it, or of the other byte order than this machine's
      expect(compiled, name).toThrow(/^unknown seccomp architecture|^EDOM/);
    }
  });
});
