import { existsSync } from "node:fs";
import { expect } from "vitest";
import { all, withMount, withNamespace, withUserNamespace, writableRoot } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Scene } from "../../harness/scene.ts";

const featuresOf = (scene: Scene) => JSON.parse(scene.runtime.bare(["features"]).ok().stdout);

/** The kernel's names of namespaces that have another one in the specification. */
const FILES: Readonly<Record<string, string>> = { mount: "mnt", network: "net" };
/** Options that are about something mounted already, or want more than themselves. */
const NOT_OF_A_TMPFS = ["bind", "rbind", "remount", "idmap", "ridmap"];

suite("features", (check) => {
  check("what the spec's features.md asks for", (scene) => {
    const features = JSON.parse(scene.runtime.bare(["features"]).ok().stdout);
    expect(features).toMatchObject({
      ociVersionMin: expect.stringMatching(/^1\./),
      ociVersionMax: expect.stringMatching(/^1\./),
    });
    expect(features.hooks).toEqual([
      "prestart",
      "createRuntime",
      "createContainer",
      "startContainer",
      "poststart",
      "poststop",
    ]);
    expect(features.mountOptions).toEqual(expect.arrayContaining(["ro", "rbind", "nosuid", "rslave"]));
    expect(features.linux.namespaces).toEqual(expect.arrayContaining(["pid", "mount", "network", "user"]));
    expect(features.linux.capabilities).toEqual(expect.arrayContaining(["CAP_CHOWN"]));
    expect(features.linux.seccomp.enabled).toBe(true);
    expect(features.linux.cgroup).toMatchObject({ v1: true, v2: true });
  });

  check("namespaces: each that is named can be had, where the kernel has it", (scene) => {
    const names: string[] = featuresOf(scene).linux.namespaces;
    for (const type of names.filter((name) => existsSync(`/proc/self/ns/${FILES[name] ?? name}`))) {
      scene.inside(type === "user" ? withUserNamespace(0) : withNamespace(type));
    }
  });

  check("mount options: each that is named is taken", (scene) => {
    const options: string[] = featuresOf(scene).mountOptions;
    const mounts = options
      .filter((option) => !NOT_OF_A_TMPFS.includes(option))
      .map((option) => withMount({ destination: `/mnt/${option}`, type: "tmpfs", source: "tmpfs", options: [option] }));
    expect(mounts.length).toBeGreaterThan(20);
    scene.inside(all(writableRoot, ...mounts));
  });

  check("asking twice gives the same, and leaves nothing", (scene) => {
    expect(featuresOf(scene)).toEqual(featuresOf(scene));
  });

  check("an ordinary user may ask", (scene) => {
    scene.runtime.bare(["features"], { uid: 4242, gid: 4242 }).ok();
  });
});
