/** Options of a whole file system: flags of its superblock, and what it understands itself. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { withMount } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Change } from "../../harness/config.ts";
import { mountAt } from "../../harness/mountinfo.ts";
import type { Scene } from "../../harness/scene.ts";
import { options } from "./proof.ts";

function tmpfs(...words: string[]): Change {
  return withMount({ destination: "/mnt", type: "tmpfs", source: "tmpfs", options: words });
}

/** What mountinfo shows of the whole file system. */
function shownWith(scene: Scene, ...words: string[]): readonly string[] {
  return mountAt(scene.inside(tmpfs(...words)).report.mountinfo, "/mnt").superOptions;
}

/** Flags of the calls of mount(2) that made a tmpfs. */
function flagsWith(scene: Scene, ...words: string[]): string {
  const container = scene.container(scene.probeBundle(["exit 0"], tmpfs(...words)));
  const trace = join(scene.dir, `${container.id}.trace`);
  const call = scene.runtime.words(["run", "--bundle", container.bundle.dir, container.id]);
  const outcome = scene
    .shell('exec strace -f --seccomp-bpf -e trace=mount -e signal=none -o "$@"', [trace, ...call])
    .ok();
  expect(outcome.stderr).not.toContain("/mounts/7");
  const calls = readFileSync(trace, "latin1").matchAll(/mount\("[^"]*", "[^"]*", "tmpfs", ([^,]*), .*\) = 0$/gm);
  return [...calls].map(([, flags]) => flags).join(" ");
}

suite("mounts: superblock", (check) => {
  for (const { on, off } of [
    { on: "sync", off: "async" },
    { on: "lazytime", off: "nolazytime" },
    { on: "mand", off: "nomand" },
  ]) {
    check(`${on} and ${off}: the last one wins`, options(on, off), (scene) => {
      expect(shownWith(scene)).not.toContain(on);
      expect(shownWith(scene, on)).toContain(on);
      expect(shownWith(scene, on, off)).not.toContain(on);
      expect(shownWith(scene, off, on)).toContain(on);
    });
  }

  check("dirsync: with and without", options("dirsync"), (scene) => {
    expect(shownWith(scene)).not.toContain("dirsync");
    expect(shownWith(scene, "dirsync")).toContain("dirsync");
  });

  check("mand: a warning with its place: no kernel has such locks any more", options("mand"), (scene) => {
    const told = (...words: string[]) => scene.inside(tmpfs(...words), "exit 0").outcome.stderr;
    expect(told("nomand")).toBe("");
    expect(told("mand")).toContain("/mounts/7/options/0");
  });

  // no file shows these: the kernel counts changes for NFS and IMA, and logs less
  for (const { on, off, flag } of [
    { on: "iversion", off: "noiversion", flag: "MS_I_VERSION" },
    { on: "silent", off: "loud", flag: "MS_SILENT" },
  ]) {
    check(`traced: ${on} and ${off}: the kernel is given the flag, or not`, options(on, off), (scene) => {
      expect(flagsWith(scene)).not.toContain(flag);
      expect(flagsWith(scene, on)).toContain(flag);
      expect(flagsWith(scene, on, off)).not.toContain(flag);
    });
  }

  check("the file system's own: size, nr_inodes, mode, uid, gid", options("*"), (scene) => {
    const see = (...words: string[]) => {
      const mount = { destination: "/mnt/new", type: "tmpfs", source: "tmpfs", options: words };
      const { lines } = scene.inside(withMount(mount), "statfs /mnt/new", "stat /mnt/new");
      return lines.map(({ bytes, inodes, mode, uid, gid }) => ({ bytes, inodes, mode, uid, gid }));
    };
    const [file, directory] = see();
    expect(directory).toMatchObject({ uid: 0, gid: 0 });
    expect(directory?.mode).not.toBe("1710");
    expect(see("size=64k")[0]).toMatchObject({ bytes: 65_536, inodes: file?.inodes });
    expect(see("nr_inodes=9")[0]?.inodes).toBe(9);
    expect(see("mode=1710")[1]).toEqual({ ...directory, mode: "1710" });
    expect(see("uid=3")[1]).toEqual({ ...directory, uid: 3 });
    expect(see("gid=4")[1]).toEqual({ ...directory, gid: 4 });
  });

  check("a mode that is given wins over the directory that it covers", options("*"), (scene) => {
    expect(scene.inside(tmpfs("mode=1710"), "stat /mnt").line(0).mode).toBe("1710");
  });

  check("an option that the file system does not know is an error", options("*"), (scene) => {
    scene.inside(tmpfs("size=64k"));
    scene.refuses(tmpfs("size=64k", "colour=blue"), /mnt/);
  });
});
