/** What CRIU refuses, in its own words and with the flag that allows it; and what the flags do. */
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { all, withMount, withoutNamespace } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Change } from "../../harness/config.ts";
import { probePath } from "../../harness/environment.ts";
import type { Scene, Verb } from "../../harness/scene.ts";
import { eventually } from "../../harness/waiting.ts";
import { checkpoint, images, prepared, restored, started } from "./saved.ts";

const PORT = "4712";

interface Allowed {
  readonly flag: string;
  readonly verbs: readonly Verb[];
  /** In CRIU's log. */
  readonly words: RegExp;
  readonly change?: Change;
}

const tmpfs = withMount({ destination: "/tmp", type: "tmpfs" });

const ALLOWED: readonly Allowed[] = [
  { flag: "--tcp-established", verbs: ["connection"], words: /Connected TCP socket|tcp-established/ },
  { flag: "--tcp-skip-in-flight", verbs: ["connect", "count"], words: /[Ii]n-flight/ },
  { flag: "--file-locks", verbs: ["lock /tmp/lock", "count"], words: /file locks/, change: tmpfs },
  { flag: "--link-remap", verbs: ["unlinked /shared/a /shared/b", "count"], words: /link-remap/ },
];

suite("checkpoint, in CRIU's words", (check) => {
  for (const { flag, verbs, words, change } of ALLOWED) {
    check(
      `without ${flag}: CRIU's error, the file with the rest, and the flag that is missing`,
      { flags: [`checkpoint ${flag}`] },
      (scene) => {
        const { container, piped } = started(scene, verbs, all(sharedDirectory(scene), change ?? (() => {})));
        piped.says(verbs[0] === "connection" ? "connection" : "count");
        const { stderr } = checkpoint(scene, container).fails(words);
        expect(stderr).toContain(join(images(scene), "dump.log"));
        expect(stderr).toContain(flag);
        expect(container.state().status).toBe("running");
        // the other end of one that is being made is established already
        const more = flag === "--tcp-skip-in-flight" ? ["--tcp-established"] : [];
        checkpoint(scene, container, flag, ...more).ok();
      },
    );
  }

  check("standard streams that are the host's files: named, and the container runs on", (scene) => {
    prepared(scene);
    const container = scene.running(["count"]);
    container.says("count");
    const { stderr } = checkpoint(scene, container).fails(/Can't lookup mount=\d+ for fd=\d/);
    expect(stderr).toContain(join(images(scene), "dump.log"));
    expect(container.state().status).toBe("running");
  });
});

suite("checkpoint flags", (check) => {
  check(
    "--ext-unix-sk: a socket of the host's",
    { flags: ["checkpoint --ext-unix-sk", "restore --ext-unix-sk"] },
    async (scene) => {
      // CRIU finds the other end only among the sockets of the same network namespace
      const change = all(sharedDirectory(scene), withoutNamespace("network"));
      const beside = scene.beside(probePath, ["datagrams", join(scene.dir, "shared", "socket")]);
      await beside.line("datagrams");
      const { container, piped } = started(scene, ["datagram /shared/socket", "count"], change);
      piped.says("count");
      checkpoint(scene, container).fails(/criu/);
      checkpoint(scene, container, "--ext-unix-sk").ok();
      const again = restored(scene, container.bundle, "--detach", "--ext-unix-sk");
      again.piped.ok();
      again.piped.says("count");
    },
  );

  check("--page-server: memory goes there", { flags: ["checkpoint --page-server"] }, async (scene) => {
    const { container, piped } = started(scene);
    piped.says("count");
    const there = images(scene, "there");
    scene.shell('mkdir "$1"', [there]).ok();
    const server = scene.beside("criu", ["page-server", "--images-dir", there, "--port", PORT]);
    await eventually("a page server", () => scene.shell(`ss -tln | grep -q :${PORT}`).status === 0);
    checkpoint(scene, container, "--page-server", `127.0.0.1:${PORT}`).ok();
    await server.ended;
    expect(readdirSync(there).filter((name) => name.startsWith("pages-"))).not.toEqual([]);
    expect(readdirSync(images(scene)).filter((name) => name.startsWith("pages-"))).toEqual([]);
  });

  check(
    "--lazy-pages and --status-fd: memory is fetched when it is used",
    { flags: ["checkpoint --lazy-pages", "checkpoint --status-fd", "restore --lazy-pages", "restore --work-path"] },
    async (scene) => {
      const { container, piped } = started(scene);
      piped.says("count");
      const file = join(scene.dir, "ready");
      const status = openSync(file, "w");
      const flags = ["--lazy-pages", "--page-server", `127.0.0.1:${PORT}`, "--status-fd", "3"];
      const words = ["checkpoint", "--image-path", images(scene), ...flags, container.id];
      const saving = scene.runtime.begin(words, { descriptors: [status] });
      closeSync(status);
      await eventually("a byte of --status-fd", () => existsSync(file) && statSync(file).size === 1, 30_000);
      const daemon = ["lazy-pages", "--page-server", "--address", "127.0.0.1", "--port", PORT];
      const beside = scene.beside("criu", [...daemon, "--images-dir", images(scene), "--work-dir", scene.dir]);
      await eventually("a lazy page daemon", () => existsSync(join(scene.dir, "lazy-pages.socket")));
      const work = ["--work-path", scene.dir];
      const again = restored(scene, container.bundle, "--detach", "--lazy-pages", ...work);
      again.piped.ok();
      again.piped.says("count", 2);
      await beside.ended;
      expect((await saving.ended).status).toBe(0);
    },
  );

  check(
    "--auto-dedup: what is saved anew is taken from the older images",
    { flags: ["checkpoint --auto-dedup", "restore --auto-dedup"] },
    (scene) => {
      const { container, piped } = started(scene, ["alloc 4", "count"]);
      piped.says("count");
      const before = images(scene, "before");
      scene.runtime.call(["checkpoint", "--pre-dump", "--image-path", before, container.id]).ok();
      const size = blocks(before);
      piped.says("count", piped.lines("count").length + 2);
      checkpoint(scene, container, "--parent-path", "../before", "--auto-dedup").ok();
      expect(blocks(before)).toBeLessThan(size);
      const saved = blocks(images(scene));
      const again = restored(scene, container.bundle, "--detach", "--auto-dedup");
      again.piped.ok();
      again.piped.says("count");
      expect(blocks(images(scene))).toBeLessThan(saved);
    },
  );

  check(
    "--manage-cgroups-mode: strict wants cgroups that are not there, ignore wants none; --empty-ns network",
    {
      flags: [
        "checkpoint --manage-cgroups-mode",
        "restore --manage-cgroups-mode",
        "checkpoint --empty-ns",
        "restore --empty-ns",
      ],
    },
    (scene) => {
      const { container, piped } = started(scene);
      piped.says("count");
      checkpoint(scene, container, "--manage-cgroups-mode", "full", "--empty-ns", "network").ok();
      const strict = restored(scene, container.bundle, "--detach", "--manage-cgroups-mode", "strict");
      expect(strict.piped.status()).toBe(1);
      expect(strict.piped.text).toMatch(/criu/);
      const ignored = restored(
        scene,
        container.bundle,
        "--detach",
        "--manage-cgroups-mode=ignore",
        "--empty-ns=network",
      );
      ignored.piped.ok();
      ignored.piped.says("count");
    },
  );
});

/** `blocks` of all files with pages. */
function blocks(dir: string): number {
  const pages = readdirSync(dir).filter((name) => name.startsWith("pages-"));
  return pages.reduce((sum, name) => sum + statSync(join(dir, name)).blocks, 0);
}

function sharedDirectory(scene: Scene): Change {
  const source = join(scene.dir, "shared");
  mkdirSync(source);
  return withMount({ destination: "/shared", type: "bind", source, options: ["bind"] });
}
