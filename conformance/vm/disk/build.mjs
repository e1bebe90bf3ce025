// build.mjs DIR SUITE: makes DIR with vmlinuz, initramfs and root.img, under a temporary name first.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { DISK_SIZE } from "./definition.mjs";
import { makeInitramfs } from "./initramfs.mjs";
import { addKernel } from "./kernel.mjs";
import { addNode } from "./node.mjs";
import { makeRoot } from "./root.mjs";
import { phase, run } from "./run.mjs";

const [, , dir, suite] = process.argv;

/** What an earlier build left that was killed: nobody else builds now. */
function removeUnfinished(top) {
  for (const name of readdirSync(top).filter((entry) => entry.startsWith("unfinished-")))
    rmSync(join(top, name), { recursive: true, force: true });
}

function build() {
  const top = dirname(dir);
  removeUnfinished(top);
  const unfinished = join(top, `unfinished-${process.pid}`);
  const made = join(unfinished, "made");
  const root = join(unfinished, "root");
  mkdirSync(made, { recursive: true });
  try {
    phase(`a root file system of ${suite}`, () => makeRoot(root, suite));
    const version = phase("the kernel", () => addKernel({ root, made, scratch: join(unfinished, "kernel") }));
    phase("the initramfs", () => makeInitramfs({ root, version, made, scratch: join(unfinished, "initramfs") }));
    addNode(root);
    phase("the disk", () =>
      run("mke2fs", ["-q", "-t", "ext4", "-O", "^has_journal", "-d", root, join(made, "root.img"), DISK_SIZE]),
    );
    renameSync(made, dir);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

try {
  if (!existsSync(dir)) build();
} catch (error) {
  console.error(`vm: ${error.message}`);
  process.exitCode = 1;
}
