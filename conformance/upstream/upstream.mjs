// What is pinned in go.mod beside this file: the specification's own schemas, and a runc that knows every field of it.
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));

/** `{ value }`, or `{ cause }` that says why there is none. */
function go(...args) {
  const done = spawnSync("go", args, { cwd: here, encoding: "utf8" });
  if (done.error !== undefined) return { cause: `go is not there: ${done.error.message}` };
  if (done.status !== 0) return { cause: `go ${args.join(" ")}: ${done.stderr.trim().split("\n").at(-1)}` };
  return { value: done.stdout };
}

/** The directory of a pinned module; it is downloaded where it is missing. */
export function moduleDirectory(name) {
  const { value, cause } = go("mod", "download", "-json", name);
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
  const { value, cause } = go("build", "-tags", "seccomp", "-o", target, "github.com/opencontainers/runc");
  return value === undefined ? { cause } : { value: target };
}
