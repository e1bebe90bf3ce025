import { spawnSync } from "node:child_process";
import { expect } from "vitest";
import { suite } from "../../harness/check.ts";
import { eventually } from "../../harness/waiting.ts";
import { at, driver, running, show, unitOf, unitsLeft } from "./units.ts";

suite("systemd leftovers", (check) => {
  check("delete of a stopped, a created and a running container", async (scene) => {
    const stopped = running(scene);
    stopped.kill("KILL").ok();
    await stopped.becomes("stopped");
    stopped.delete().ok();
    const created = scene.container(scene.probeBundle(["sleep"]), driver(scene));
    created.create().ok();
    created.delete().ok();
    running(scene).delete("--force").ok();
    expect(unitsLeft()).toEqual([]);
  });

  check("delete needs no flag: the unit is on record", (scene) => {
    const container = running(scene);
    scene.runtimeWith({}).call(["delete", "--force", container.id]).ok();
    expect(unitsLeft()).toEqual([]);
  });

  check("a container without a PID namespace: what it left behind is killed with the unit", (scene) => {
    const container = running(
      scene,
      (config) => {
        config.linux.namespaces = config.linux.namespaces.filter(({ type }) => type !== "pid");
      },
      ["child", "sleep"],
    );
    const child = container.says("child").pid;
    container.delete("--force").ok();
    expect(spawnSync("kill", ["-0", String(child)]).status).not.toBe(0);
    expect(unitsLeft()).toEqual([]);
  });

  check("run in the foreground", (scene) => {
    const container = scene.container(scene.probeBundle(["exit 7"]), driver(scene));
    expect(container.run().status).toBe(7);
    expect(unitsLeft()).toEqual([]);
  });

  check("a container that the OOM killer ended", async (scene) => {
    const container = running(
      scene,
      (config) => {
        config.linux.resources = { memory: { limit: 16 * 1024 * 1024, swap: 16 * 1024 * 1024 } };
      },
      ["alloc 64"],
    );
    await container.becomes("stopped");
    container.delete().ok();
    expect(unitsLeft()).toEqual([]);
  });

  check("a unit that failed is in nobody's way", async (scene) => {
    const failing = at(":fleet:ship");
    scene.atEnd(() => scene.shell("systemctl stop fleet-ship.scope; systemctl reset-failed fleet-ship.scope"));
    scene.shell("systemd-run --scope --unit=fleet-ship.scope -p RuntimeMaxSec=1 sleep 60");
    await eventually("failed unit", () => show("fleet-ship.scope", "ActiveState").ActiveState === "failed");
    running(scene, failing).delete("--force").ok();
    expect(unitsLeft()).toEqual([]);
  });

  check("a create that fails, before the program and in it", (scene) => {
    const nope = scene.bundle((config) => {
      config.process.args = ["/nope"];
    });
    scene.container(nope, driver(scene)).create().fails(/nope/);
    const hook = scene.probeBundle(["sleep"], (config) => {
      config.hooks = { createRuntime: [{ path: "/bin/false" }] };
    });
    scene.container(hook, driver(scene)).create().fails(/hook/);
    expect(unitsLeft()).toEqual([]);
  });

  check("a runtime killed in mid-create: delete --force removes the unit", async (scene) => {
    const bundle = scene.probeBundle(["sleep"], (config) => {
      config.hooks = { createRuntime: [{ path: "/bin/sleep", args: ["sleep", "600"] }] };
    });
    const container = scene.container(bundle, driver(scene));
    const create = driver(scene).begin(["create", "--bundle", bundle.dir, container.id]);
    await eventually("its unit", () => unitsLeft().includes(unitOf(container)));
    create.kill();
    container.delete("--force").ok();
    expect(unitsLeft()).toEqual([]);
  });

  check("a unit that is somebody else's is left alone", async (scene) => {
    const other = scene.beside("systemd-run", ["--scope", "--unit=fleet-ship.scope", "sleep", "600"]);
    const path = at("other.slice:fleet:ship");
    await eventually("the other's unit", () => show("fleet-ship.scope", "ActiveState").ActiveState === "active");
    const container = scene.container(scene.probeBundle(["sleep"], path), driver(scene));
    container.create().fails(/already|exist/);
    container.delete("--force").ok();
    expect(show("fleet-ship.scope", "ActiveState")).toEqual({ ActiveState: "active" });
    other.kill();
  });

  check("the unit of a container that has ended is still its own", async (scene) => {
    const first = running(scene, at(":fleet:ship"));
    first.kill("KILL").ok();
    await first.becomes("stopped");
    const second = scene.container(scene.probeBundle(["sleep"], at(":fleet:ship")), driver(scene));
    second.create().fails(first.id);
    first.delete().ok();
    running(scene, at(":fleet:ship"));
  });
});
