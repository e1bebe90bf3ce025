/** The addon and the static executable, by node-gyp. */
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { repository, run } from "../command.mjs";

/** The prefix that holds include/node; node-gyp downloads the headers only where there is none. */
function headers() {
  const prefix = dirname(dirname(process.execPath));
  return existsSync(`${prefix}/include/node/node_api.h`) ? [`--nodedir=${prefix}`] : [];
}

export function buildNative() {
  const nodeGyp = `${repository}/node_modules/node-gyp/bin/node-gyp.js`;
  // configure + build, not rebuild: make then compiles only what changed, and build/generated stays
  run(process.execPath, [nodeGyp, "configure", "build", "--loglevel=warn", ...headers()], {
    env: { MAKEFLAGS: "-j2 --silent" },
  });
}
