// What keeps this machine from booting another.
import { accessSync, constants, readFileSync } from "node:fs";

const PROGRAMS = ["qemu-system-x86_64", "debootstrap", "mke2fs", "cpio", "flock", "apt-get", "dpkg-deb"];

function installed(name) {
  return [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/sbin"].some((dir) => {
    try {
      accessSync(`${dir}/${name}`, constants.X_OK);
      return dir !== "";
    } catch {
      return false;
    }
  });
}

/** VERSION_CODENAME, such as `bookworm`; undefined where this is not Debian. */
export function debianSuite() {
  const text = readFileSync("/etc/os-release", "utf8");
  if (!/^ID="?debian"?$/m.test(text)) return undefined;
  return /^VERSION_CODENAME="?([a-z]+)"?$/m.exec(text)?.[1];
}

/** One line; undefined where nothing does. */
export function obstacle() {
  if (process.arch !== "x64") return `the guest runs this machine's own build, and is x86-64, not ${process.arch}`;
  if (process.getuid() !== 0) return "needs root: it makes a root file system";
  if (debianSuite() === undefined) return "the root disk is made from the host's own Debian, and this is none";
  const missing = PROGRAMS.filter((name) => !installed(name));
  return missing.length === 0 ? undefined : `not installed: ${missing.join(", ")}`;
}
