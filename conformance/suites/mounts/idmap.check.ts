import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Bundle } from "../../harness/bundle.ts";
import { all, withMount, withNamespace, withUserNamespace } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Change, IdMapping, Mount } from "../../harness/config.ts";
import { Inside, type Scene } from "../../harness/scene.ts";
import { options } from "./proof.ts";

const HOST_ROOT = 100_000;
const NOBODY = 65_534;
const MAP: readonly IdMapping[] = [{ containerID: 0, hostID: 1000, size: 10 }];

/** A directory of root's with files of uid N and gid N + 1, and one more directory mounted in it. */
function source(scene: Scene): string {
  const dir = join(scene.dir, "source");
  const other = join(scene.dir, "other");
  for (const made of [dir, join(dir, "inner"), other]) mkdirSync(made);
  for (const at of [dir, other]) {
    for (const id of [0, 5, 12]) {
      writeFileSync(join(at, `f${id}`), "text");
      chownSync(join(at, `f${id}`), id, id + 1);
    }
  }
  chmodSync(scene.dir, 0o755);
  scene.shell('mount --bind "$1" "$2"', [other, join(dir, "inner")]).ok();
  scene.atEnd(() => {
    scene.shell('umount -l "$1"', [join(dir, "inner")]);
  });
  return dir;
}

const FILES = ["f0", "f5", "f12", "inner/f0"];

function mapped(_scene: Scene, from: string, mount: Partial<Mount>): Change {
  return withMount({ destination: "/mnt", source: from, options: ["rbind"], ...mount });
}

/** uid and gid of FILES, as the container sees them. */
function ids(scene: Scene, change: Change, prepare: (bundle: Bundle) => void = () => {}): [number, number][] {
  const verbs = FILES.map((file) => `stat /mnt/${file}`);
  const bundle = scene.probeBundle(verbs, change);
  prepare(bundle);
  const seen = new Inside(scene.container(bundle).run().ok());
  return seen.lines.map(({ uid, gid }) => [uid, gid]);
}

function own({ rootfs }: Bundle, scene: Scene): void {
  scene.shell('chown -R "$2:$2" "$1"; chmod 755 "$1" "$1/.." "$1/../.."', [rootfs, String(HOST_ROOT)]).ok();
}

const AS_THEY_ARE = [
  [0, 1],
  [5, 6],
  [12, 13],
];

function mappings(...uids: IdMapping[]): Pick<Mount, "uidMappings" | "gidMappings"> {
  return { uidMappings: uids, gidMappings: [{ containerID: 0, hostID: 3000, size: 100 }] };
}

suite("mounts: idmap", (check) => {
  const kinds = ["uidMappings", "gidMappings"] as const;
  const fields = kinds.flatMap((kind) =>
    ["containerID", "hostID", "size"].map((name) => `/mounts/*/${kind}/*/${name}`),
  );

  check(
    "with and without mappings: containerID, hostID and size, of users and of groups",
    { proves: fields },
    (scene) => {
      const from = source(scene);
      const top = (change: Change) => ids(scene, change).slice(0, 3);
      expect(top(mapped(scene, from, {}))).toEqual(AS_THEY_ARE);
      for (const [own, kind] of kinds.entries()) {
        // gids are one more than uids
        const nobody = NOBODY - own;
        const see = (mapping: IdMapping) => {
          const whole = [{ containerID: 0, hostID: 3000, size: 100 }];
          const mount = { options: ["bind", "idmap"], uidMappings: whole, gidMappings: whole, [kind]: [mapping] };
          const seen = scene.inside(
            withMount({ destination: "/mnt", source: from, ...mount }),
            ...FILES.slice(0, 3).map((file) => `stat /mnt/${file}`),
          );
          return seen.lines.map((line) => (own === 0 ? line.uid : line.gid - 1));
        };
        expect(see({ containerID: 0, hostID: 1000, size: 20 })).toEqual([1000, 1005, 1012]);
        expect(see({ containerID: 0, hostID: 2000, size: 20 })).toEqual([2000, 2005, 2012]);
        expect(see({ containerID: 0, hostID: 1000, size: 10 })).toEqual([1000, 1005, nobody]);
        expect(see({ containerID: 5, hostID: 1000, size: 20 })).toEqual([nobody, 1000, 1007]);
      }
    },
  );

  check("a file that is written belongs to the id before the mapping", options("idmap"), (scene) => {
    const from = source(scene);
    chownSync(from, 7, 8);
    const maps = {
      uidMappings: [{ containerID: 7, hostID: 0, size: 1 }],
      gidMappings: [{ containerID: 8, hostID: 0, size: 1 }],
    };
    const change = withMount({ destination: "/mnt", source: from, options: ["bind", "idmap"], ...maps });
    expect(scene.inside(change, ["write", "/mnt/new", "text"]).line(0).errno).toBe("");
    const owner = scene
      .shell('stat -c "%u %g" "$1"', [join(from, "new")])
      .ok()
      .stdout.trim();
    expect(owner).toBe("7 8");
  });

  check("idmap: the top alone; ridmap: all mounts of the tree", options("idmap", "ridmap"), (scene) => {
    const from = source(scene);
    const inner = (option: string) => {
      const mount = { options: ["rbind", option], ...mappings(...MAP) };
      return ids(scene, mapped(scene, from, mount)).map(([uid]) => uid);
    };
    expect(inner("idmap")).toEqual([1000, 1005, NOBODY, 0]);
    expect(inner("ridmap")).toEqual([1000, 1005, NOBODY, 1000]);
  });

  check("mappings without the option count too", (scene) => {
    const from = source(scene);
    expect(ids(scene, mapped(scene, from, mappings(...MAP)))[0]).toEqual([1000, 3001]);
  });

  check("without mappings: those of the container's user namespace", options("idmap", "ridmap"), (scene) => {
    const from = source(scene);
    const see = (words: string[]) =>
      ids(scene, all(withUserNamespace(HOST_ROOT), mapped(scene, from, { options: words })), (bundle) =>
        own(bundle, scene),
      );
    expect(see(["rbind"])[0]).toEqual([NOBODY, NOBODY]);
    expect(see(["rbind", "idmap"])).toEqual([...AS_THEY_ARE, [NOBODY, NOBODY]]);
    expect(see(["rbind", "ridmap"])).toEqual([...AS_THEY_ARE, [0, 1]]);
  });

  check("in a user namespace, with mappings of its own", (scene) => {
    const from = source(scene);
    const maps = [{ containerID: 0, hostID: HOST_ROOT + 50, size: 10 }];
    const mount = { options: ["bind", "idmap"], uidMappings: maps, gidMappings: maps };
    const change = all(withUserNamespace(HOST_ROOT), mapped(scene, from, mount));
    expect(ids(scene, change, (bundle) => own(bundle, scene)).slice(0, 3)).toEqual([
      [50, 51],
      [55, 56],
      [NOBODY, NOBODY],
    ]);
  });

  check("in a user namespace that is joined: its mappings", (scene) => {
    const first = scene.container(scene.probeBundle(["sleep"], withUserNamespace(HOST_ROOT)));
    own(first.bundle, scene);
    first.create().ok();
    first.start().ok();
    const from = source(scene);
    const change = all(
      withNamespace("user", `/proc/${first.state().pid}/ns/user`),
      mapped(scene, from, { options: ["bind", "idmap"] }),
    );
    expect(ids(scene, change, (bundle) => own(bundle, scene)).slice(0, 3)).toEqual(AS_THEY_ARE);
  });

  check("many mounts with few mappings", (scene) => {
    const from = source(scene);
    const { report } = scene.inside((config) => {
      config.mounts.push({ destination: "/mnt", type: "tmpfs", source: "tmpfs" });
      for (let i = 0; i < 60; i++) {
        const maps = [{ containerID: 0, hostID: 1000 * ((i % 3) + 1), size: 10 }];
        const rest = { options: ["bind", "idmap"], uidMappings: maps, gidMappings: maps };
        config.mounts.push({ destination: `/mnt/${i}`, source: from, ...rest });
      }
    });
    expect(report.mountinfo.match(/idmapped/g)).toHaveLength(60);
  });

  check("nothing of the helper namespaces is left", (scene) => {
    const from = source(scene);
    const box = scene.running(["sleep"], mapped(scene, from, { options: ["bind", "idmap"], ...mappings(...MAP) }));
    const { pid } = box.state();
    expect(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")).toBe("");
    expect(scene.shell('ls -l "$1"', [`/proc/${pid}/fd`]).ok().stdout).not.toContain("user:");
  });

  const refused: readonly { name: string; mount: Mount; place: string }[] = [
    {
      name: "on what is no bind mount",
      mount: { destination: "/mnt", type: "tmpfs", source: "tmpfs", options: ["idmap"], ...mappings(...MAP) },
      place: "/mounts/7/options/0",
    },
    {
      name: "with mappings of one kind",
      mount: { destination: "/mnt", source: "/tmp", options: ["bind", "idmap"], uidMappings: [...MAP] },
      place: "/mounts/7/gidMappings",
    },
    {
      name: "without mappings and without a user namespace",
      mount: { destination: "/mnt", source: "/tmp", options: ["bind", "ridmap"] },
      place: "/mounts/7/options/1",
    },
    {
      name: "with ranges that overlap",
      mount: { destination: "/mnt", source: "/tmp", options: ["bind", "idmap"], ...mappings(...MAP, ...MAP) },
      place: "/mounts/7/uidMappings/1",
    },
  ];
  for (const { name, mount, place } of refused) {
    check(`an error that names the place: ${name}`, (scene) => {
      scene.refuses(withMount(mount), place);
    });
  }

  check("a file system that cannot map ids is an error that names the place, the call and a way out", (scene) => {
    const mount = { destination: "/mnt", source: "/sys", options: ["bind", "idmap"], ...mappings(...MAP) };
    const error = scene.refuses(withMount(mount), /cannot map ids/).stderr;
    expect(error).toMatch(/\/mounts\/7/);
    expect(error).toMatch(/invalid argument/);
    expect(error).toMatch(/not every file system can map ids/);
  });
});
