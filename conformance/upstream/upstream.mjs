// What is pinned in go.mod beside this file: the specification's own schemas, and a runc that knows every field of it.
import { mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { go } from "./go.mjs";

const here = dirname(fileURLToPath(import.meta.url));

/** The directory of a pinned module; it is downloaded where it is missing. */
export function moduleDirectory(name) {
  const { value, cause } = go(["mod", "download", "-json", name], { cwd: here });
  return value === undefined ? { cause } : { value: JSON.parse(value).Dir };
}

/** The schemas of runtime-spec. */
export function specSchemas() {
  const { value, cause } = moduleDirectory("github.com/opencontainers/runtime-spec");
  return value === undefined ? { cause } : { value: join(value, "schema") };
}

/** An executable made of the pinned runc. */
export function builtRunc() {
  const target = resolve(here, "../../build/conformance/runc");
  mkdirSync(dirname(target), { recursive: true });
  const { value, cause } = go(["build", "-tags", "seccomp", "-o", target, "github.com/opencontainers/runc"], {
    cwd: here,
  });
  return value === undefined ? { cause } : { value: target };
}
