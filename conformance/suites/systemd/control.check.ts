import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { cgroupPathOf, readCgroup } from "../../harness/cgroups.ts";
import { suite } from "../../harness/check.ts";
import type { Container } from "../../harness/container.ts";
import { withResources } from "../cgroup/look.ts";
import { running, show, systemctl, unitOf, unitsLeft } from "./units.ts";

const MEGABYTE = 1024 * 1024;

function file(container: Container, name: string): string {
  const controller = name.split(".")[0] ?? "";
  return readCgroup(controller, cgroupPathOf(container.state().pid, controller), name);
}

suite("systemd control", (check) => {
  check("update: the unit and the kernel, for good", (scene) => {
    const container = running(scene, withResources({ pids: { limit: 50 } }));
    const words = ["--pids-limit=30", `--memory=${128 * MEGABYTE}`, "--cpu-quota=25000", "--cpu-period=50000"];
    container.runtime.call(["update", ...words, container.id]).ok();
    const expected = { TasksMax: "30", MemoryMax: String(128 * MEGABYTE), CPUQuotaPerSecUSec: "500ms" };
    expect(show(unitOf(container), ...Object.keys(expected))).toEqual(expected);
    const files = () => ["pids.max", "memory.max", "cpu.max"].map((name) => file(container, name));
    expect(files()).toEqual(["30", String(128 * MEGABYTE), "25000 50000"]);
    systemctl("daemon-reload");
    expect(files()).toEqual(["30", String(128 * MEGABYTE), "25000 50000"]);
  });

  check("pause and resume, and the end of what is paused", (scene) => {
    const container = running(scene);
    container.runtime.call(["pause", container.id]).ok();
    expect(container.state().status).toBe("paused");
    container.runtime.call(["resume", container.id]).ok();
    expect(container.state().status).toBe("running");
    container.runtime.call(["pause", container.id]).ok();
    container.delete("--force").ok();
    expect(unitsLeft()).toEqual([]);
  });

  check("exec: in the unit", (scene) => {
    const container = running(scene);
    const pidFile = join(scene.dir, "exec.pid");
    container.runtime.call(["exec", "--detach", "--pid-file", pidFile, container.id, "/probe", "sleep"]).ok();
    const pid = readFileSync(pidFile, "utf8");
    expect(readFileSync(`/proc/${pid}/cgroup`, "utf8").trim()).toBe(`0::/system.slice/${unitOf(container)}`);
    expect(container.runtime.call(["exec", container.id, "/probe", "exit", "7"]).status).toBe(7);
  });

  check("ps and events find it", (scene) => {
    const container = running(scene, withResources({ pids: { limit: 50 } }));
    const pids = JSON.parse(container.runtime.call(["ps", "--format", "json", container.id]).ok().stdout);
    expect(pids).toEqual([container.state().pid]);
    const { data } = JSON.parse(container.runtime.call(["events", "--stats", container.id]).ok().stdout);
    expect(data.pids).toMatchObject({ limit: 50 });
    expect(data.memory.usage.usage).toBeGreaterThan(0);
  });
});
