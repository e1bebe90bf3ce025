// Running the programs that build, and saying what is being built.
import { spawnSync } from "node:child_process";

/** Standard output; throws with the last lines of what it printed where it fails. */
export function run(file, args, options = {}) {
  const done = spawnSync(file, args, { encoding: "utf8", maxBuffer: 1 << 28, ...options });
  if (done.error !== undefined) throw new Error(`${file}: ${done.error.message}`);
  if (done.status === 0) return done.stdout;
  const tail = `${done.stdout}${done.stderr}`.trim().split("\n").slice(-12).join("\n");
  throw new Error(`${file} ${args.join(" ")}: ended with ${done.status ?? done.signal}\n${tail}`);
}

export function phase(name, body) {
  const begun = Date.now();
  console.log(`vm: making ${name}`);
  const result = body();
  console.log(`vm: made ${name} in ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  return result;
}
