import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Bundle } from "../../harness/bundle.ts";
import { all, withMount, withUserNamespace } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Change } from "../../harness/config.ts";
import { mountAt } from "../../harness/mountinfo.ts";
import { Inside, type Scene, type Verb } from "../../harness/scene.ts";
import { options } from "./proof.ts";

const OPTION = options("tmpcopyup");

function tmpfs(...words: string[]): Change {
  return withMount({ destination: "/data", type: "tmpfs", source: "tmpfs", options: words });
}

/** What the probe sees of /data, which `script` filled in the rootfs (its working directory). */
function look(scene: Scene, script: string, change: Change, ...verbs: Verb[]): Inside {
  const bundle = filled(scene, script, change, ...verbs);
  return new Inside(scene.container(bundle).run().ok());
}

function filled(scene: Scene, script: string, change: Change, ...verbs: Verb[]): Bundle {
  const bundle = scene.probeBundle(verbs, change);
  scene.shell(script, [], { cwd: bundle.rootfs }).ok();
  return bundle;
}

suite("mounts: tmpcopyup", (check) => {
  check("with and without: what it covers is in it, or not", OPTION, (scene) => {
    const script = "mkdir -p data/deep/er; echo -n text > data/deep/er/file";
    const see = (...words: string[]) =>
      look(scene, script, tmpfs(...words), "read /data/deep/er/file", "list /data", "report");
    const without = see();
    expect([without.line(0).errno, without.line(1).entries]).toEqual(["ENOENT", []]);
    const copied = see("tmpcopyup");
    expect([copied.line(0).text, copied.line(1).entries]).toEqual(["text", ["deep"]]);
    expect(mountAt(copied.report.mountinfo, "/data").type).toBe("tmpfs");
  });

  check("owner, mode and times, of files, directories and links", OPTION, (scene) => {
    const script = `mkdir -p data/dir; echo x > data/dir/file; ln -s /else data/link
      chown 12:34 data/dir; chown 56:78 data/dir/file; chown -h 9:10 data/link
      chmod 2711 data/dir; chmod 4750 data/dir/file
      touch -d @1000 data/dir/file; touch -hd @2000 data/link; touch -d @3000 data/dir; touch -d @4000 data; chmod 1751 data
      chown 7:8 data`;
    const paths = ["/data", "/data/dir", "/data/dir/file", "/data/link"];
    const seen = look(scene, script, tmpfs("tmpcopyup"), ...paths.map((path) => `stat ${path}`));
    expect(seen.lines.map(({ uid, gid, mode, modified }) => [uid, gid, mode, modified])).toEqual([
      [7, 8, "1751", 4000],
      [12, 34, "2711", 3000],
      [56, 78, "4750", 1000],
      [9, 10, "0777", 2000],
    ]);
    expect(seen.line(3).link).toBe("/else");
  });

  check("mode, uid and gid that are given win", OPTION, (scene) => {
    const script = "mkdir data; chown 7:8 data; chmod 700 data; echo -n in > data/file";
    const change = tmpfs("tmpcopyup", "mode=1755", "uid=3", "gid=4");
    const seen = look(scene, script, change, "stat /data", "read /data/file");
    expect(seen.line(0)).toMatchObject({ mode: "1755", uid: 3, gid: 4 });
    expect(seen.line(1).text).toBe("in");
  });

  check("hard links stay one file, holes stay holes", OPTION, (scene) => {
    const script = `mkdir -p data/a; echo -n one > data/a/x; ln data/a/x data/y; ln data/a/x data/a/z
      truncate -s 100M data/hole; echo -n end >> data/hole`;
    const paths = ["/data/a/x", "/data/y", "/data/a/z", "/data/hole"];
    const seen = look(scene, script, tmpfs("tmpcopyup", "size=1m"), ...paths.map((path) => `stat ${path}`));
    const [x, y, z, hole] = seen.lines;
    expect([y?.inode, z?.inode]).toEqual([x?.inode, x?.inode]);
    expect(x?.links).toBe(3);
    expect(hole?.size).toBe(100 * 2 ** 20 + 3);
    expect(hole?.blocks).toBeLessThan(64);
  });

  check("FIFOs, sockets and devices", OPTION, (scene) => {
    const script = `mkdir data; mkfifo -m 620 data/pipe; mknod -m 606 data/null c 1 3; chown 5:6 data/null
      ./probe mknod data/sock s 0 0`;
    const change = tmpfs("tmpcopyup");
    const seen = look(scene, script, change, "stat /data/pipe", "stat /data/null", "stat /data/sock");
    expect(seen.line(0)).toMatchObject({ type: "fifo", mode: "0620" });
    expect(seen.line(1)).toMatchObject({ type: "character", major: 1, minor: 3, mode: "0606", uid: 5, gid: 6 });
    expect(seen.line(2).type).toBe("socket");
  });

  check("extended attributes, file capabilities among them", OPTION, (scene) => {
    // CAP_NET_RAW, permitted and effective: struct vfs_cap_data of linux/capability.h
    const capability = `0100000200200000${"00".repeat(12)}`;
    const [kept, top] = ["kept", "top"].map((text) => Buffer.from(text).toString("hex"));
    const script = `mkdir data; echo x > data/file; ./probe set-xattr data/file security.capability ${capability}
      ./probe set-xattr data/file trusted.note ${kept}; ./probe set-xattr data trusted.note ${top}`;
    const names = [
      ["file", "security.capability"],
      ["file", "trusted.note"],
      [".", "trusted.note"],
    ];
    const admin: Change = (config) => {
      for (const set of ["bounding", "effective", "permitted"]) {
        config.process.capabilities = { ...config.process.capabilities, [set]: ["CAP_SYS_ADMIN"] };
      }
    };
    const verbs = names.map(([file, name]) => `xattr /data/${file} ${name}`);
    const seen = look(scene, script, all(tmpfs("tmpcopyup"), admin), ...verbs);
    expect(seen.line(0)).toMatchObject({ errno: "" });
    expect(seen.line(0).text).toHaveLength(20);
    expect([seen.line(1).text, seen.line(2).text]).toEqual(["kept", "top"]);
  });

  check("ro: filled first, then read-only", OPTION, (scene) => {
    const script = "mkdir data; echo -n text > data/file";
    const seen = look(scene, script, tmpfs("tmpcopyup", "ro"), "read /data/file", "try-open /data/file w");
    expect(seen.lines.map(({ text, errno }) => text ?? errno)).toEqual(["text", "EROFS"]);
  });

  check("what is written to it does not reach the rootfs", OPTION, (scene) => {
    const script = "mkdir data; echo -n before > data/file";
    const bundle = filled(scene, script, tmpfs("tmpcopyup"), ["write", "/data/file", "after"], "read /data/file");
    const seen = new Inside(scene.container(bundle).run().ok());
    expect(seen.line(1).text).toBe("after");
    expect(readFileSync(join(bundle.rootfs, "data/file"), "utf8")).toBe("before");
  });

  check("what does not fit is an error with the place, and nothing stays", (scene) => {
    const script = "mkdir data; head -c 2000000 /dev/zero > data/big";
    const bundle = filled(scene, script, tmpfs("tmpcopyup", "size=1m"), "report");
    const error = scene
      .container(bundle)
      .run()
      .fails(/no space left/i).stderr;
    expect(error).toMatch(/\/mounts\/7|\/data/);
  });

  check("on what does not exist: empty", (scene) => {
    expect(look(scene, "true", tmpfs("tmpcopyup"), "list /data").line(0)).toMatchObject({ errno: "", entries: [] });
  });

  check("hostile content: links are copied as links, wherever they lead", (scene) => {
    const secret = join(scene.dir, "secret");
    mkdirSync(secret);
    writeFileSync(join(secret, "canary"), "host");
    const bundle = filled(scene, "mkdir data", tmpfs("tmpcopyup"), "list /data", "stat /data/out", "stat /data/up");
    symlinkSync(secret, join(bundle.rootfs, "data/out"));
    symlinkSync(`../../../../../../../../..${secret}`, join(bundle.rootfs, "data/up"));
    const seen = new Inside(scene.container(bundle).run().ok());
    expect([...seen.line(0).entries].sort()).toEqual(["out", "up"]);
    expect([seen.line(1).type, seen.line(2).type]).toEqual(["link", "link"]);
    expect(readdirSync(secret)).toEqual(["canary"]);
  });

  check("hostile content: a destination that is a link to the host copies nothing of it", (scene) => {
    const secret = join(scene.dir, "secret");
    mkdirSync(secret);
    writeFileSync(join(secret, "canary"), "host");
    const bundle = filled(scene, "true", tmpfs("tmpcopyup"), "list /data");
    symlinkSync(secret, join(bundle.rootfs, "data"));
    const seen = new Inside(scene.container(bundle).run().ok());
    expect(seen.line(0).entries).toEqual([]);
    expect(lstatSync(join(bundle.rootfs, "data")).isSymbolicLink()).toBe(true);
  });

  check("hostile content: while another swaps directories for links, the host's is never copied", (scene) => {
    const secret = join(scene.dir, "secret");
    mkdirSync(secret);
    writeFileSync(join(secret, "canary"), "host");
    const script = "mkdir -p data/a data/b; for i in 1 2 3 4 5 6 7 8 9; do mkdir data/b/$i; done";
    for (let round = 0; round < 10; round++) {
      const bundle = filled(scene, script, tmpfs("tmpcopyup"), "stat /data/a/canary", "stat /data/link/canary");
      symlinkSync(secret, join(bundle.rootfs, "data/link"));
      const swap = scene.beside(join(bundle.rootfs, "probe"), [
        "exchange",
        join(bundle.rootfs, "data/a"),
        join(bundle.rootfs, "data/link"),
      ]);
      const outcome = scene.container(bundle).run();
      swap.kill();
      // either a copy without the canary, or the error that says what happened
      if (outcome.status === 0) {
        expect(new Inside(outcome).lines.map(({ type }) => type)).not.toContain("file");
      } else {
        expect(outcome.stderr).toMatch(/changed at the same time/);
      }
    }
  });

  check("hostile content: a tree too deep is an error, not a crash", (scene) => {
    const script = "mkdir data; cd data; for i in $(seq 400); do mkdir d; cd d; done";
    const bundle = filled(scene, script, tmpfs("tmpcopyup"), "report");
    scene
      .container(bundle)
      .run()
      .fails(/copying d\/d\/d/);
    expect(existsSync(join(bundle.rootfs, "data/d"))).toBe(true);
  });

  check("in a user namespace: all but devices, with the owners that it maps", OPTION, (scene) => {
    const script = `mkdir data; echo -n text > data/file; mknod data/null c 1 3; mkfifo data/pipe
      chown -R 100000:100000 .; chown 100012:100034 data/file; chmod 755 . .. ../..`;
    const change = all(withUserNamespace(100_000), tmpfs("tmpcopyup"));
    const seen = look(scene, script, change, "list /data", "stat /data/file", "stat /data");
    expect([...seen.line(0).entries].sort()).toEqual(["file", "pipe"]);
    expect(seen.line(1)).toMatchObject({ uid: 12, gid: 34 });
    expect(seen.line(2)).toMatchObject({ uid: 0, gid: 0 });
  });
});
