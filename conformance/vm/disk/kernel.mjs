// Debian's kernel: the package is unpacked, not installed.
import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DROPPED_MODULES, KERNEL_PACKAGE } from "./definition.mjs";
import { run } from "./run.mjs";

/** Downloads into `dir` with the host's sources, but with lists of its own: the host's may be old or absent. */
function download(dir) {
  mkdirSync(join(dir, "lists/partial"), { recursive: true });
  const options = [
    "-o",
    `Dir::State::lists=${dir}/lists`,
    "-o",
    `Dir::Cache=${dir}/cache`,
    "-o",
    "APT::Sandbox::User=root",
  ];
  mkdirSync(join(dir, "cache/archives/partial"), { recursive: true });
  run("apt-get", [...options, "update", "-qq"]);
  const depends = run("apt-cache", [...options, "depends", KERNEL_PACKAGE]);
  const proper = /Depends: (linux-image-[0-9]\S*)/.exec(depends)?.[1];
  if (proper === undefined) throw new Error(`apt knows no kernel behind ${KERNEL_PACKAGE}`);
  run("apt-get", [...options, "download", "-qq", proper], { cwd: dir });
  return join(
    dir,
    readdirSync(dir).find((name) => name.endsWith(".deb")),
  );
}

/** Puts `vmlinuz` into `made` and the modules into `root`. Returns the kernel's version. */
export function addKernel({ root, made, scratch }) {
  mkdirSync(scratch);
  const unpacked = join(scratch, "unpacked");
  run("dpkg-deb", ["-x", download(scratch), unpacked]);
  const [version] = readdirSync(join(unpacked, "lib/modules"));
  copyFileSync(join(unpacked, `boot/vmlinuz-${version}`), join(made, "vmlinuz"));
  const modules = join(unpacked, "lib/modules", version);
  for (const name of DROPPED_MODULES) rmSync(join(modules, "kernel", name), { recursive: true, force: true });
  mkdirSync(join(root, "lib/modules"), { recursive: true });
  renameSync(modules, join(root, "lib/modules", version));
  run("chroot", [root, "depmod", version]);
  return version;
}
