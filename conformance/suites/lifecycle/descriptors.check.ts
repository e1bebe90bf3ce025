import { closeSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { suite } from "../../harness/check.ts";
import type { Outcome } from "../../harness/outcome.ts";
import { findReport, parseLines, type Report } from "../../harness/report.ts";
import type { Scene, Verb } from "../../harness/scene.ts";
import { eventuallySync } from "../../harness/waiting.ts";

/** Descriptors of new files that hold their own number. */
function files(scene: Scene, count: number): number[] {
  return Array.from({ length: count }, (_, index) => {
    const path = join(scene.dir, `file-${index + 3}`);
    writeFileSync(path, `I am ${index + 3}`);
    const fd = openSync(path, "r");
    scene.atEnd(() => closeSync(fd));
    return fd;
  });
}

function numbers(report: Report): number[] {
  return report.descriptors.map(({ fd }) => fd);
}

/** A run with LISTEN_FDS=2, as sd_listen_fds(3) has it. */
function activate(scene: Scene, count: number, flags: readonly string[], verbs: readonly Verb[] = ["report"]): Outcome {
  const { bundle, id } = scene.container(scene.probeBundle(verbs));
  const words = scene.runtime.words(["run", "--bundle", bundle.dir, ...flags, id]);
  const script = 'export LISTEN_FDS=2 LISTEN_PID=$$; exec "$@"';
  return scene.shell(script, words, { descriptors: files(scene, count) });
}

function activated(scene: Scene, count: number, flags: readonly string[]): Report {
  return findReport(parseLines(activate(scene, count, flags).ok().stdout));
}

suite("descriptors", (check) => {
  check("without a flag none of the caller's arrive", (scene) => {
    const container = scene.container(scene.probeBundle(["report"]));
    container.run([], { descriptors: files(scene, 4) }).ok();
    expect(numbers(container.report)).toEqual([0, 1, 2]);
  });

  check("--preserve-fds: exactly these, by their numbers", (scene) => {
    const container = scene.container(scene.probeBundle(["report", "read-fd 3", "read-fd 4"]));
    container.run(["--preserve-fds", "2"], { descriptors: files(scene, 4) }).ok();
    expect(numbers(container.report)).toEqual([0, 1, 2, 3, 4]);
    expect(container.lines.slice(1).map(({ text }) => text)).toEqual(["I am 3", "I am 4"]);
  });

  check("--preserve-fds: over create and start", (scene) => {
    const container = scene.container(scene.probeBundle(["report", "read-fd 3"]));
    container.finish(["--preserve-fds=1"], { descriptors: files(scene, 2) });
    expect(numbers(container.report)).toEqual([0, 1, 2, 3]);
    expect(container.lines[1]?.text).toBe("I am 3");
  });

  check("--preserve-fds: one that is not open is an error", (scene) => {
    const container = scene.container(scene.probeBundle(["report"]));
    container.run(["--preserve-fds", "3"], { descriptors: files(scene, 1) }).fails(/descriptor|fd|preserve/i);
  });

  check("--preserve-fds: a gap is an error that names it", (scene) => {
    const [first = -1, , third = -1] = files(scene, 3);
    const container = scene.container(scene.probeBundle(["report"]));
    const words = scene.runtime.words(["run", "--preserve-fds", "3", "--bundle", container.bundle.dir, container.id]);
    const outcome = scene.shell('exec "$@" 4<&-', words, { descriptors: [first, first, third] });
    expect(outcome.status).toBe(1);
    expect(outcome.stderr).toMatch(/descriptor 4 .*EBADF|preserved-fd 1 /);
    container.stateOutcome().fails("does not exist");
  });

  check("LISTEN_FDS first, then those of --preserve-fds, each by its number", (scene) => {
    const verbs = ["read-fd 3", "read-fd 4", "read-fd 5", "read-fd 6"];
    const lines = parseLines(activate(scene, 5, ["--preserve-fds=2"], verbs).ok().stdout);
    expect(lines.map(({ text }) => text)).toEqual(["I am 3", "I am 4", "I am 5", "I am 6"]);
  });

  check("LISTEN_FDS: one that is not open is an error", (scene) => {
    expect(activate(scene, 1, []).fails(/EBADF|descriptor|fd/i).stdout).toBe("");
  });

  check("LISTEN_FDS with the LISTEN_PID of another process, or none: nothing arrives", (scene) => {
    for (const env of [{ LISTEN_FDS: "2", LISTEN_PID: "1" }, { LISTEN_FDS: "2" }]) {
      const container = scene.container(scene.probeBundle(["report"]));
      container.run([], { descriptors: files(scene, 2), env }).ok();
      expect(numbers(container.report)).toEqual([0, 1, 2]);
      expect(container.report.env.join()).not.toContain("LISTEN");
    }
  });

  check("LISTEN_FDS over create and start", (scene) => {
    const container = scene.container(scene.probeBundle(["report", "sleep"]));
    const words = scene.runtime.words(["create", "--bundle", container.bundle.dir, container.id]);
    const script = 'export LISTEN_FDS=1 LISTEN_PID=$$; exec "$@"';
    const created = scene.shell(script, words, { descriptors: files(scene, 1) }).ok();
    container.start({ env: { LISTEN_FDS: "4", LISTEN_PID: "1" } }).ok();
    const report = eventuallySync(
      "the report",
      () => created.stdout.includes("}\n") && findReport(parseLines(created.stdout)),
    );
    expect(numbers(report)).toEqual([0, 1, 2, 3]);
    expect(report.env).toEqual(expect.arrayContaining(["LISTEN_FDS=1", "LISTEN_PID=1"]));
  });

  check("LISTEN_FDS: the descriptors, LISTEN_FDS and LISTEN_PID=1", (scene) => {
    const report = activated(scene, 3, []);
    expect(numbers(report)).toEqual([0, 1, 2, 3, 4]);
    expect(report.env).toEqual(expect.arrayContaining(["LISTEN_FDS=2", "LISTEN_PID=1"]));
  });

  check("LISTEN_FDS and --preserve-fds add up", (scene) => {
    expect(numbers(activated(scene, 4, ["--preserve-fds", "1"]))).toEqual([0, 1, 2, 3, 4, 5]);
  });

  check("closed standard streams: /dev/null takes their place", (scene) => {
    const container = scene.container();
    const words = scene.runtime.words(["create", "--bundle", container.bundle.dir, container.id]);
    scene.shell('exec "$@" <&- >&- 2>&-', words).ok();
    container.start().ok();
    const script = 'readlink "/proc/$1/fd/0" "/proc/$1/fd/1" "/proc/$1/fd/2"';
    expect(scene.shell(script, [String(container.state().pid)]).ok().stdout).toBe("/dev/null\n/dev/null\n/dev/null\n");
  });

  check("a waiting init holds no descriptor of the caller's", (scene) => {
    const container = scene.container();
    container.create([], { descriptors: files(scene, 6) }).ok();
    const links = scene
      .shell('cd "/proc/$1/fd" && for f in *; do readlink "$f"; done', [String(container.state().pid)])
      .ok().stdout;
    expect(links).not.toContain("/file-");
  });
});
