/** The machine's Go. It is used as it is: no toolchain is downloaded. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

function findGo() {
  const directories = [...(process.env.PATH ?? "").split(delimiter), "/usr/local/go/bin"];
  return directories.map((directory) => join(directory, "go")).find((path) => existsSync(path));
}

/** Runs it in `cwd`, with `env` added to the environment; returns `{ value }`, what it prints, or `{ cause }` that says why there is nothing. */
export function go(args, { cwd, env = {} }) {
  const found = findGo();
  if (found === undefined) return { cause: "go is not there" };
  const own = { GOTOOLCHAIN: "local", GOWORK: "off", GOFLAGS: "-mod=readonly -buildvcs=false" };
  const done = spawnSync(found, args, { cwd, env: { ...process.env, ...own, ...env }, encoding: "utf8" });
  if (done.error !== undefined) return { cause: `${found}: ${done.error.message}` };
  if (done.status !== 0) return { cause: `go ${args.join(" ")}: ${done.stderr.trim().split("\n").at(-1)}` };
  return { value: done.stdout.trim() };
}
