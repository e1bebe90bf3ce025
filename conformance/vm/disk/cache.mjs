// Kernel, initramfs and root disk, made once and kept below $XDG_CACHE_HOME/caisson/vm/KEY. The directory may be removed
// at any time.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { debianSuite } from "../able.mjs";

const here = dirname(fileURLToPath(import.meta.url));

/** Changes whenever another disk would come out, except for newer versions of the same packages. */
function keyOf(suite) {
  const hash = createHash("sha256");
  const { size, mtimeMs } = statSync(process.execPath);
  hash.update(`${suite} ${process.execPath} ${process.version} ${size} ${mtimeMs}\n`);
  for (const name of readdirSync(here).sort()) hash.update(`${name}\n`).update(readFileSync(join(here, name)));
  return hash.digest("hex").slice(0, 16);
}

/** The directory that holds `vmlinuz`, `initramfs` and `root.img`. Throws where they cannot be made. */
export function cachedDisk() {
  const suite = debianSuite();
  const top = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "caisson/vm");
  const dir = join(top, keyOf(suite));
  if (existsSync(dir)) return dir;
  mkdirSync(top, { recursive: true });
  // one build at a time; who waited finds it done. Its mounts (debootstrap's /proc) are nobody else's
  const build = [process.execPath, join(here, "build.mjs"), dir, suite];
  const isolated = ["unshare", "--mount", "--propagation", "private", ...build];
  const done = spawnSync("flock", [join(top, "lock"), ...isolated], { stdio: "inherit" });
  if (done.status !== 0) throw new Error("the root disk could not be made");
  return dir;
}
