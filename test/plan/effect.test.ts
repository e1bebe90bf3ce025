/** Every supported field matters: another value gives another plan. */
import { describe, expect, it } from "vitest";
import { schemaFields } from "../../src/config/fields.ts";
import type { Spec } from "../../src/config/spec.ts";
import { planOf } from "./fixtures/build.ts";
import { whole, withoutUnified, withoutV1 } from "./fixtures/everything.ts";
import { V1, V2 } from "./fixtures/facts.ts";
import { mapped } from "./fixtures/specs.ts";

/** Fields that change nothing at create, and why. */
const WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  "/process/execCPUAffinity/initial": "for what exec starts, not for init",
  "/process/execCPUAffinity/final": "for what exec starts, not for init",
  "/process/user/username": "windows only",
  "/linux/resources/memory/useHierarchy": "the kernel always accounts hierarchically",
};

/** Values where neither "one more" nor "another word" is a value of the field. */
const OTHER: Readonly<Record<string, unknown>> = {
  "/linux/memoryPolicy/nodes": "1",
  "/process/env/*": "OTHER=1",
  "/mounts/*/type": "ramfs",
  "/linux/namespaces/*/type": "cgroup",
  "/linux/devices/*/type": "b",
  "/linux/resources/devices/*/type": "b",
  "/linux/resources/devices/*/access": "m",
  "/linux/rootfsPropagation": "private",
  "/linux/seccomp/flags/*": "SECCOMP_FILTER_FLAG_SPEC_ALLOW",
  "/process/rlimits/*/type": "RLIMIT_AS",
  "/process/capabilities/bounding/*": "CAP_KILL",
  "/process/capabilities/effective/*": "CAP_KILL",
  "/process/capabilities/permitted/*": "CAP_KILL",
  "/process/capabilities/inheritable/*": "CAP_KILL",
  "/process/capabilities/ambient/*": "CAP_KILL",
  "/mounts/*/options/*": "noatime",
};

/** Values of fields that are absent from the spec that is changed. */
const FIRST: Readonly<Record<string, unknown>> = {
  "/linux/namespaces/*/path": "/run/ns",
  "/process/consoleSize/height": 10,
  "/process/consoleSize/width": 10,
  "/linux/seccomp/syscalls/*/args/*/valueTwo": 1,
  "/linux/resources/devices/*/minor": 7,
  "/linux/devices/*/uid": 7,
};

/** Mapped only where the mappings are asked for: a user namespace takes the say over devices away. */
function baseFor(pointer: string): Spec {
  const spec = structuredClone(whole());
  if (pointer.startsWith("/process/consoleSize")) Object.assign(spec.process ?? {}, { terminal: true });
  if (!/^\/linux\/[ug]idMappings/.test(pointer)) return spec;
  const { uidMappings = [], gidMappings = [] } = mapped().linux ?? {};
  const namespaces = [...(spec.linux?.namespaces ?? []), { type: "user" }];
  return { ...spec, linux: { ...spec.linux, namespaces, uidMappings, gidMappings } };
}

type Node = Record<string, unknown>;

/** The node above the leaf. */
function parentOf(root: Node, names: readonly string[]): { parent: Node; key: string } {
  const [name = "", ...rest] = names;
  const key = name === "*" ? keyWith(root, rest) : name;
  if (rest.length === 0) return { parent: root, key };
  root[key] ??= {};
  return parentOf(root[key] as Node, rest);
}

/** Of a list or free keys, the first that has what is looked for. */
function keyWith(node: Node, [name, ...rest]: readonly string[]): string {
  const keys = Object.keys(node);
  const has = (key: string): boolean => {
    if (name === undefined || name === "*") return true;
    const child = (node[key] as Node)[name];
    return child !== undefined && (rest.length === 0 || Object.keys(child as Node).length > 0);
  };
  return keys.find(has) ?? keys[0] ?? "0";
}

function another(value: unknown): unknown {
  if (typeof value === "boolean") return !value;
  if (typeof value === "number") return value + 1;
  if (typeof value === "bigint") return value - 1n;
  return `${String(value)}x`;
}

function textOf(spec: Spec): string {
  const both = [
    planOf(withoutUnified(spec), V1, { terminalSize: { rows: 50, columns: 120 } }),
    planOf(withoutV1(spec), V2),
  ];
  return JSON.stringify(both, (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value));
}

const supported = schemaFields().filter((field) => field.status === "supported");

describe("a changed field changes the plan", () => {
  it.each(supported.map((field) => field.pointer))("%s", (pointer) => {
    const names = pointer.split("/").slice(1);
    const spec = baseFor(pointer);
    const { parent, key } = parentOf(spec as unknown as Node, names);
    if (parent[key] === undefined) parent[key] = FIRST[pointer];
    const before = textOf(spec);
    parent[key] = pointer in OTHER ? OTHER[pointer] : another(parent[key]);
    const after = textOf(spec);
    if (pointer in WITHOUT_EFFECT) expect(after).toBe(before);
    else expect(after).not.toBe(before);
  });
});
