/**
 * Programs that come as npm packages with one binary per platform: the binary itself is used, so that no install script
 * has to run, and only the platforms that the build supports stand in package.json.
 */
import { existsSync } from "node:fs";
import { CommandFailed, repository } from "./command.mjs";

function binary(packages, file) {
  const name = packages[process.arch];
  if (name === undefined) throw new CommandFailed(`no build of ${file} for ${process.arch}`);
  const path = `${repository}/node_modules/${name}/${file}`;
  if (!existsSync(path)) throw new CommandFailed(`${path} is missing: run npm ci`);
  return path;
}

export function bunPath() {
  return binary({ x64: "@oven/bun-linux-x64", arm64: "@oven/bun-linux-aarch64" }, "bin/bun");
}

export function biomePath() {
  return binary({ x64: "@biomejs/cli-linux-x64", arm64: "@biomejs/cli-linux-arm64" }, "biome");
}
