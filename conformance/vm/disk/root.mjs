// The root file system: debootstrap's, from the mirror that the host's apt uses.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PACKAGES } from "./definition.mjs";
import { run } from "./run.mjs";

/** None where apt names none for the suite: debootstrap has a default of its own. */
function mirror(suite) {
  const format = "$(CODENAME) $(COMPONENT) $(REPO_URI)";
  const lines = run("apt-get", ["indextargets", "--format", format, "Created-By: Packages"]).split("\n");
  const found = lines
    .map((line) => line.split(" "))
    .find(([name, component]) => name === suite && component === "main");
  return found === undefined ? [] : [found[2]];
}

export function makeRoot(root, suite) {
  mkdirSync(root, { recursive: true });
  const from = mirror(suite);
  try {
    run("debootstrap", ["--variant=minbase", `--include=${PACKAGES.join(",")}`, suite, root, ...from]);
  } catch (error) {
    throw new Error(`no root disk can be made from ${from[0] ?? "debootstrap's mirror"}: ${error.message}`);
  }
  run("chroot", [root, "apt-get", "clean"]);
  mkdirSync(join(root, "caisson"));
  writeFileSync(join(root, "etc/hostname"), "vm\n");
}
