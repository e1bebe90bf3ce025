/** Where Bun is: the platform package's own binary, so that no install script has to run. */
import { existsSync } from "node:fs";
import { CommandFailed, repository } from "../command.mjs";

const PACKAGES = { x64: "bun-linux-x64", arm64: "bun-linux-aarch64" };

export function bunPath() {
  const name = PACKAGES[process.arch];
  if (name === undefined)
    throw new CommandFailed(`the engine cannot be compiled on ${process.arch}: Bun has no build for it`);
  const path = `${repository}/node_modules/@oven/${name}/bin/bun`;
  if (!existsSync(path)) throw new CommandFailed(`${path} is missing: run npm ci`);
  return path;
}
