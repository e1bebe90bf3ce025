/** What is refused before CRIU has anything to do. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { suite } from "../../harness/check.ts";
import type { Outcome } from "../../harness/outcome.ts";
import type { Scene } from "../../harness/scene.ts";

/** criu is where it is found first; what has no right to be executed is no program. */
const WITHOUT_CRIU = `for file in /usr/local/sbin /usr/local/bin /usr/sbin /usr/bin /sbin /bin; do
  if [ -e "$file/criu" ]; then mount --bind /dev/null "$file/criu"; fi
done
exec "$@"`;

function withoutCriu(scene: Scene, words: readonly string[]): Outcome {
  return scene.shell('exec unshare --mount sh -c "$@"', [WITHOUT_CRIU, "sh", ...scene.runtime.words(words)]);
}

suite("checkpoint refused", (check) => {
  check("a container that was not started", (scene) => {
    const container = scene.container();
    container.create().ok();
    scene.runtime.call(["checkpoint", container.id]).fails(/cannot be checkpointed in created state/);
  });

  check("a container that has stopped", (scene) => {
    const container = scene.container(scene.probeBundle(["exit 0"])).finish();
    scene.runtime.call(["checkpoint", container.id]).fails(/cannot be checkpointed in stopped state/);
  });

  check("no such container", (scene) => {
    scene.runtime.call(["checkpoint", "nobody"]).fails(/does not exist/);
  });

  check("without criu: checkpoint", (scene) => {
    const container = scene.running();
    withoutCriu(scene, ["checkpoint", "--image-path", join(scene.dir, "images"), container.id]).fails(
      /criu: executable file not found in \$PATH.*install the package criu/,
    );
    expect(container.state().status).toBe("running");
    expect(existsSync(join(scene.dir, "images"))).toBe(false);
  });

  check("without criu: restore", (scene) => {
    const container = scene.container();
    writeFileSync(join(scene.dir, "descriptors.json"), "[]");
    const words = ["restore", "--image-path", scene.dir, "--bundle", container.bundle.dir, container.id];
    withoutCriu(scene, words).fails(/criu: executable file not found in \$PATH/);
    container.stateOutcome().fails("does not exist");
  });

  check("--parent-path that is absolute", (scene) => {
    const container = scene.running();
    const words = ["checkpoint", "--image-path", join(scene.dir, "images"), "--parent-path", "/before", container.id];
    scene.runtime.call(words).fails(/--parent-path must be relative/);
  });

  check("--page-server without a port", { flags: ["checkpoint --page-server"] }, (scene) => {
    const container = scene.running();
    scene.runtime.call(["checkpoint", "--page-server", "host", container.id]).fails(/ADDRESS:PORT/);
  });

  check("--manage-cgroups-mode that is none", { flags: ["checkpoint --manage-cgroups-mode"] }, (scene) => {
    const container = scene.running();
    scene.runtime.call(["checkpoint", "--manage-cgroups-mode", "sofft", container.id]).fails(/manage-cgroups-mode/);
  });

  check("--status-fd that is no number", { flags: ["checkpoint --status-fd"] }, (scene) => {
    const container = scene.running();
    scene.runtime.call(["checkpoint", "--status-fd", "three", container.id]).fails(/status-fd.*three|invalid value/);
  });

  check("--empty-ns that is none", { flags: ["checkpoint --empty-ns"] }, (scene) => {
    const container = scene.running();
    scene.runtime
      .call(["checkpoint", "--empty-ns", "mount", container.id])
      .fails(/empty-ns.*mount|namespace.*not supported/);
  });
});

suite("restore refused", (check) => {
  const choices = { flags: ["restore --manage-cgroups-mode", "restore --empty-ns"] };
  check("--manage-cgroups-mode and --empty-ns that are none", choices, (scene) => {
    const { bundle, id } = scene.container();
    for (const flag of ["--manage-cgroups-mode", "--empty-ns"]) {
      scene.runtime.call(["restore", `${flag}=none`, "--bundle", bundle.dir, id]).fails(flag.replace("--", ""));
    }
  });

  check("a directory that is no checkpoint", (scene) => {
    const container = scene.container();
    const words = ["restore", "--image-path", join(scene.dir, "nothing"), "--bundle", container.bundle.dir];
    scene.runtime.call([...words, container.id]).fails(/descriptors\.json/);
    container.stateOutcome().fails("does not exist");
    expect(existsSync(join(scene.dir, "nothing"))).toBe(false);
  });

  check("--no-pivot: a warning that it has no effect", { flags: ["restore --no-pivot"] }, (scene) => {
    const container = scene.container();
    const words = ["restore", "--no-pivot", "--image-path", join(scene.dir, "nothing"), "--bundle"];
    const { stderr } = scene.runtime.call([...words, container.bundle.dir, container.id]).fails(/descriptors\.json/);
    expect(stderr).toContain("--no-pivot has no effect");
  });

  check("the default directory is the caller's", (scene) => {
    const container = scene.container();
    const { stderr } = scene.runtime.call(["restore", "--bundle", container.bundle.dir, container.id], {
      cwd: scene.dir,
    });
    expect(stderr).toContain(join(scene.dir, "checkpoint"));
  });
});
