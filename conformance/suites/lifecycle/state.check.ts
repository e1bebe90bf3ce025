import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { withoutNamespace } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Change } from "../../harness/config.ts";
import type { State } from "../../harness/container.ts";

const GONE = "no-such-box";

suite("state", (check) => {
  check("ociVersion and annotations of config.json", { proves: ["/ociVersion", "/annotations/*"] }, (scene) => {
    const look = (change: Change) => {
      const container = scene.container(scene.probeBundle(["sleep"], change));
      container.create().ok();
      const { ociVersion, annotations } = container.state();
      return [ociVersion, annotations ?? {}];
    };
    const version = (text: string): Change => {
      return (config) => {
        config.ociVersion = text;
      };
    };
    expect(look(version("1.0.0"))).toEqual(["1.0.0", {}]);
    expect(look(version("1.2.1"))).toEqual(["1.2.1", {}]);
    const annotated = look((config) => {
      config.annotations = { "org.example.key": "value" };
    });
    expect(annotated[1]).toEqual({ "org.example.key": "value" });
    scene.refuses(version("3.0.0"), "ociVersion");
    scene.refuses(version("one"), "ociVersion");
  });

  check("every field of the spec, and runc's own", (scene) => {
    const bundle = scene.probeBundle(["sleep"], (config) => {
      config.annotations = { "org.example.key": "value", empty: "" };
    });
    const container = scene.container(bundle);
    container.create().ok();
    const state = container.state();
    expect(state).toMatchObject({
      id: container.id,
      status: "created",
      bundle: bundle.dir,
      rootfs: bundle.rootfs,
      annotations: { "org.example.key": "value", empty: "" },
    });
    // runc has the owner in `list` only
    expect(["", "root"]).toContain(state.owner);
    expect(state.ociVersion).toMatch(/^1\.\d+\.\d+/);
    expect(state.pid).toBeGreaterThan(1);
    expect(state.created).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
    expect(Math.abs(Date.parse(state.created) - Date.now())).toBeLessThan(60_000);
  });

  check("created, running, stopped; pid 0 when stopped", async (scene) => {
    const container = scene.container();
    container.create().ok();
    expect(container.state().status).toBe("created");
    container.start().ok();
    expect(container.state().status).toBe("running");
    container.kill("KILL").ok();
    expect((await container.becomes("stopped")).pid).toBe(0);
  });

  check("the pid is that of the container's init", (scene) => {
    const container = scene.running();
    expect(readFileSync(`/proc/${container.state().pid}/cmdline`, "utf8")).toBe("/probe\0sleep\0");
  });

  check("a waiting container that is killed from outside is stopped", async (scene) => {
    const container = scene.container();
    container.create().ok();
    process.kill(container.state().pid, "SIGKILL");
    await container.becomes("stopped");
    container.start().fails(/stopped|cannot start/);
  });

  check("it does not need the bundle any more", (scene) => {
    const container = scene.running();
    rmSync(container.bundle.configFile);
    expect(container.state().status).toBe("running");
    container.delete("--force").ok();
  });

  for (const verb of ["state", "start", "kill", "delete"]) {
    check(`${verb}: an id that does not exist is an error`, (scene) => {
      scene.runtime.call([verb, GONE]).fails("does not exist");
    });
  }

  check("start: a running container is an error", (scene) => {
    scene
      .running()
      .start()
      .fails(/running|cannot start/);
  });

  check("start: a stopped container is an error", async (scene) => {
    const container = scene.running(["exit 0"]);
    await container.becomes("stopped");
    container.start().fails(/stopped|cannot start/);
  });

  check("kill: a stopped container is not running", async (scene) => {
    const container = scene.running(["exit 0"]);
    await container.becomes("stopped");
    container.kill("TERM").fails("container not running");
  });

  check("kill --all: a stopped container is no error", async (scene) => {
    const container = scene.running(["exit 0"]);
    await container.becomes("stopped");
    scene.runtime.call(["kill", "--all", container.id, "TERM"]).ok();
  });

  check("delete: a running container is an error", (scene) => {
    const container = scene.running();
    container.delete().fails(/not stopped|running/);
    expect(container.state().status).toBe("running");
  });

  check("delete: a created container is killed and removed", (scene) => {
    const container = scene.container();
    container.create().ok();
    container.delete().ok();
    container.stateOutcome().fails("does not exist");
  });

  check("delete: a stopped container is removed", async (scene) => {
    const container = scene.running(["exit 0"]);
    await container.becomes("stopped");
    container.delete().ok();
    container.stateOutcome().fails("does not exist");
  });

  check("delete --force: a running one, and one that does not exist", { flags: ["delete --force"] }, (scene) => {
    const container = scene.running();
    container.delete("-f").ok();
    container.stateOutcome().fails("does not exist");
    container.delete("--force").ok();
  });

  check("delete: processes without a PID namespace go too", async (scene) => {
    const container = scene.running(["child", "sleep"], withoutNamespace("pid"));
    container.says("child");
    container.delete("--force").ok();
  });

  check("delete: a stopped container whose children live on", async (scene) => {
    const container = scene.running(["child", "exit 0"], withoutNamespace("pid"));
    await container.becomes("stopped");
    container.delete("--force").ok();
  });
});

suite("list", (check) => {
  check("the table: a heading and a line for each", (scene) => {
    const container = scene.running();
    const [heading, line, ...rest] = scene.runtime.call(["list"]).ok().stdout.trim().split("\n");
    expect(heading?.split(/\s{2,}/).map((word) => word.trim())).toEqual([
      "ID",
      "PID",
      "STATUS",
      "BUNDLE",
      "CREATED",
      "OWNER",
    ]);
    const { pid, bundle, created } = container.state();
    expect(line?.split(/\s+/)).toEqual([container.id, String(pid), "running", bundle, created, "root"]);
    expect(rest).toEqual([]);
  });

  check("--format json: an array of states", { flags: ["list --format"] }, (scene) => {
    const boxes = [scene.running(), scene.container()];
    boxes[1]?.create().ok();
    const entries: State[] = JSON.parse(scene.runtime.call(["list", "--format", "json"]).ok().stdout);
    expect(entries.map(({ id, status }) => [id, status]).sort()).toEqual([
      ["box-1", "running"],
      ["box-2", "created"],
    ]);
    expect(
      entries.every(({ ociVersion, bundle, rootfs, created }) => Boolean(ociVersion && bundle && rootfs && created)),
    ).toBe(true);
    expect(entries.map(({ owner }) => owner)).toEqual(["root", "root"]);
  });

  check("-q: the ids alone", { flags: ["list --quiet"] }, (scene) => {
    scene.running();
    scene.running();
    expect(scene.runtime.call(["list", "-q"]).ok().stdout).toBe("box-1\nbox-2\n");
  });

  check("none: an empty table, and no error", (scene) => {
    expect(scene.runtime.call(["list", "-q"]).ok().stdout).toBe("");
    expect(scene.runtime.call(["list"]).ok().stdout).toMatch(/^ID/);
  });

  check("a format that does not exist is an error", (scene) => {
    expect(scene.runtime.call(["list", "--format", "xml"]).status).toBe(1);
  });

  check("--root: containers of another root are not seen", (scene) => {
    scene.running();
    const other = scene.runtimeWith({ root: join(scene.dir, "other-root") });
    expect(other.call(["list", "-q"]).ok().stdout).toBe("");
  });
});
