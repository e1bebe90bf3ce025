import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { suite } from "../../harness/check.ts";
import { allProcesses, isAlive } from "../../harness/processes.ts";
import { eventually } from "../../harness/waiting.ts";

suite("create", (check) => {
  check("the container waits: its program has not run", (scene) => {
    const container = scene.container(scene.probeBundle(["report", "sleep"]));
    container.create().ok();
    const { status, pid } = container.state();
    expect(status).toBe("created");
    expect(isAlive(pid)).toBe(true);
    expect(container.output).toBe("");
    container.start().ok();
    container.says("report");
    expect(container.state()).toMatchObject({ status: "running", pid });
  });

  check("nothing is printed", (scene) => {
    const container = scene.container();
    expect(container.create().ok().stdout).toBe("");
    expect(container.start().ok().stdout).toBe("");
  });

  check("a second container of the same id is an error, and the first one stays", (scene) => {
    const first = scene.container();
    first.create().ok();
    const before = first.state();
    const bundle = scene.probeBundle(["sleep"]);
    scene.runtime.call(["create", "--bundle", bundle.dir, first.id]).fails(/exist/);
    expect(first.state()).toEqual(before);
  });

  check("the same id again after delete", (scene) => {
    const container = scene.container();
    for (let i = 0; i < 3; i++) {
      container.create().ok();
      container.delete("--force").ok();
    }
  });

  check("--bundle: without it the working directory is the bundle", (scene) => {
    const container = scene.container();
    scene.runtime.call(["create", container.id], { cwd: container.bundle.dir }).ok();
    expect(container.state().bundle).toBe(container.bundle.dir);
  });

  check("--bundle: a relative path, and -b", (scene) => {
    const container = scene.container();
    scene.runtime.call(["create", "-b", "bundle-1", container.id], { cwd: scene.dir }).ok();
    expect(container.state().bundle).toBe(container.bundle.dir);
  });

  check("--bundle: a directory that does not exist is an error that names it", (scene) => {
    scene.runtime.call(["create", "--bundle", "/no/such/bundle", "x"]).fails("/no/such/bundle");
  });

  check("--bundle: one without config.json is an error", (scene) => {
    const container = scene.container();
    rmSync(container.bundle.configFile);
    container.create().fails("config.json");
  });

  check("--pid-file: the digits alone, no newline", (scene) => {
    const container = scene.container();
    const file = join(scene.dir, "pid");
    container.create(["--pid-file", file]).ok();
    expect(readFileSync(file, "utf8")).toBe(String(container.state().pid));
  });

  check("--pid-file: a relative path is taken from the working directory", (scene) => {
    const container = scene.container();
    container.create(["--pid-file=relative.pid"], { cwd: scene.dir }).ok();
    expect(readFileSync(join(scene.dir, "relative.pid"), "utf8")).toBe(String(container.state().pid));
  });

  check("--pid-file: one that is there is replaced, not followed", (scene) => {
    const container = scene.container();
    const file = join(scene.dir, "pid");
    const victim = join(scene.dir, "victim");
    writeFileSync(victim, "precious");
    scene.shell('ln -s "$1" "$2"', [victim, file]).ok();
    container.create(["--pid-file", file]).ok();
    expect(readFileSync(victim, "utf8")).toBe("precious");
    expect(statSync(file).isFile()).toBe(true);
  });

  check("--pid-file: where it cannot be written, the container is rolled back", (scene) => {
    const container = scene.container();
    container.create(["--pid-file", join(scene.dir, "no/such/dir/pid")]).fails("no such file or directory");
    container.stateOutcome().fails("does not exist");
  });

  check("a failing create leaves nothing that `state` names", (scene) => {
    const container = scene.container(
      scene.probeBundle(["sleep"], (config) => {
        config.mounts.push({ destination: "/mnt", source: "/no/such/source", options: ["bind"] });
      }),
    );
    container.create().fails("no such file or directory");
    container.stateOutcome().fails("does not exist");
    expect(existsSync(join(scene.root, container.id))).toBe(false);
  });

  check("four creates of one id at once: one wins", async (scene) => {
    const container = scene.container();
    const words = ["create", "--bundle", container.bundle.dir, container.id];
    const rivals = Array.from({ length: 4 }, () => scene.runtimeWith({}).begin(words));
    const outcomes = await Promise.all(rivals.map((rival) => rival.ended));
    const winners = outcomes.filter(({ status }) => status === 0);
    expect(winners.length).toBe(1);
    for (const loser of outcomes.filter(({ status }) => status !== 0)) loser.fails(/exist/);
    expect(container.state().status).toBe("created");
  });

  check("a create that is killed: `delete --force` removes what is left", async (scene) => {
    for (const delay of [2, 8, 14, 20, 26]) {
      const container = scene.container();
      const creating = scene.runtime.begin(["create", "--bundle", container.bundle.dir, container.id]);
      await new Promise((done) => setTimeout(done, delay));
      creating.kill("SIGKILL");
      await creating.ended;
      container.delete("--force").ok();
      container.stateOutcome().fails("does not exist");
    }
  });

  check("a create that is asked to end: nothing is left", async (scene) => {
    const container = scene.container(
      scene.probeBundle(["sleep"], (config) => {
        config.hooks = { createRuntime: [{ path: "/bin/sleep", args: ["sleep", "6"] }] };
      }),
    );
    const creating = scene.runtime.begin(["create", "--bundle", container.bundle.dir, container.id]);
    await eventually("the hook", () => allProcesses().some(({ name }) => name === "sleep"));
    creating.kill("SIGTERM");
    expect((await creating.ended).status).not.toBe(0);
    container.delete("--force").ok();
    expect(allProcesses().some(({ name, state }) => name === "sleep" && state !== "Z")).toBe(false);
  });

  check("a state directory that is damaged: named by list, removed by delete --force", (scene) => {
    const healthy = scene.running();
    mkdirSync(join(scene.root, "wreck"));
    writeFileSync(join(scene.root, "wreck", "state.json"), "{ not json");
    expect(scene.runtime.call(["list", "-q"]).stdout).toContain(`${healthy.id}\n`);
    scene.runtime.call(["delete", "--force", "wreck"]).ok();
    expect(existsSync(join(scene.root, "wreck"))).toBe(false);
  });

  check("start uses the config of create, not what the bundle holds by then", (scene) => {
    const container = scene.container(scene.probeBundle(["report", "sleep"]));
    container.create().ok();
    container.bundle.writeText("{}");
    container.start().ok();
    container.says("report");
  });

  for (const id of ["../x", "", "a/b", ".", "..", "a b", "é", "@a", "a:b", "x".repeat(300)]) {
    check(`an id that is none: ${JSON.stringify(id.slice(0, 20))}`, (scene) => {
      const bundle = scene.probeBundle(["sleep"]);
      scene.runtime.call(["create", "--bundle", bundle.dir, id]).fails(/\bid\b|argument|name too long/i);
    });
  }

  check("an id of every allowed character", (scene) => {
    const bundle = scene.probeBundle(["exit 3"]);
    expect(scene.runtime.call(["run", "--bundle", bundle.dir, "aZ09_+.-x"]).status).toBe(3);
  });

  check("no id, or one too many, is an error", (scene) => {
    const bundle = scene.probeBundle(["sleep"]);
    expect(scene.runtime.call(["create", "--bundle", bundle.dir]).status).toBe(1);
    expect(scene.runtime.call(["create", "--bundle", bundle.dir, "a", "b"]).status).toBe(1);
  });
});
