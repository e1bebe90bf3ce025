/** Bundles: a root file system of busybox alone, and a config.json. */
import { copyFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const BUSYBOX = ["/bin/busybox", "/usr/bin/busybox"];
const APPLETS = ["true", "sleep", "sh"];

function busybox() {
  const found = BUSYBOX.find((path) => existsSync(path));
  if (found === undefined) throw new Error("busybox is missing: install the package busybox-static");
  return found;
}

/** Makes `directory`, a bundle that runs `config`; returns the directory. */
export function makeBundle(directory, config) {
  const bin = join(directory, "rootfs", "bin");
  mkdirSync(bin, { recursive: true });
  copyFileSync(busybox(), join(bin, "busybox"));
  for (const applet of APPLETS) symlinkSync("busybox", join(bin, applet));
  for (const name of ["dev", "proc", "sys"]) mkdirSync(join(directory, "rootfs", name));
  writeFileSync(join(directory, "config.json"), JSON.stringify(config));
  return directory;
}
