/** The demo's bundle: busybox, its applets, and a config.json made by `caisson spec` and changed a little. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { repository, run } from "../command.mjs";

const APPLETS = ["sh", "cat", "grep", "hostname", "ps", "sed"];

const MEMORY = 64 * 1024 * 1024;
const PROCESSES = 64;

function makeRootfs(rootfs) {
  const busybox = ["/bin/busybox", "/usr/bin/busybox"].find((path) => existsSync(path));
  for (const directory of ["bin", "dev", "etc", "proc", "sys", "tmp"])
    mkdirSync(`${rootfs}/${directory}`, { recursive: true });
  copyFileSync(`${repository}/tools/demo/look-around.sh`, `${rootfs}/look-around.sh`);
  copyFileSync(busybox, `${rootfs}/bin/busybox`);
  for (const applet of APPLETS) symlinkSync("busybox", `${rootfs}/bin/${applet}`);
}

/** Fill an empty directory. */
export function makeBundle(caisson, bundle) {
  makeRootfs(`${bundle}/rootfs`);
  run(caisson, ["spec", "--bundle", bundle]);
  const config = JSON.parse(readFileSync(`${bundle}/config.json`, "utf8"));
  config.hostname = "demo";
  config.process.terminal = false;
  config.process.args = ["/bin/sh", "/look-around.sh"];
  config.process.env = ["PATH=/bin"];
  config.linux.resources.memory = { limit: MEMORY };
  config.linux.resources.pids = { limit: PROCESSES };
  writeFileSync(`${bundle}/config.json`, `${JSON.stringify(config, undefined, 2)}\n`);
}
