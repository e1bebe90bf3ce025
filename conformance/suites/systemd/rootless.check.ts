import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { withoutMount, withoutNamespace, withUserNamespace } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Config } from "../../harness/config.ts";
import type { Container } from "../../harness/container.ts";
import type { Scene } from "../../harness/scene.ts";
import { FLAGS } from "./units.ts";

const USER = 4242;
const MEGABYTE = 1024 * 1024;
const SESSION = { XDG_RUNTIME_DIR: `/run/user/${USER}` };

/** What an ordinary user runs, with limits that their systemd delegates. */
function change(config: Config): void {
  withUserNamespace(USER, 1)(config);
  withoutNamespace("network")(config);
  for (const place of ["/sys/fs/cgroup", "/sys"]) withoutMount(place)(config);
  for (const mount of config.mounts) mount.options = mount.options?.filter((option) => option !== "gid=5") ?? [];
  config.linux.resources = { memory: { limit: 64 * MEGABYTE }, pids: { limit: 50 } };
}

function sail(scene: Scene, env: Readonly<Record<string, string>>): Container {
  const root = join(scene.dir, "users-root");
  mkdirSync(root, { recursive: true });
  chownSync(root, USER, USER);
  chmodSync(scene.dir, 0o755);
  const bundle = scene.probeBundle(["sleep"], change);
  execFileSync("chown", ["-R", `${USER}:${USER}`, bundle.dir]);
  const caller = { uid: USER, gid: USER, env: { HOME: root, ...env } };
  return scene.container(bundle, scene.runtimeWith({ flags: FLAGS, caller, root }));
}

/** systemctl of the user's own systemd. */
function theirs(...args: readonly string[]): string {
  return execFileSync("systemctl", ["--user", ...args], {
    encoding: "utf8",
    uid: USER,
    gid: USER,
    env: { PATH: "/usr/bin:/bin", ...SESSION },
  });
}

suite("systemd rootless", (check) => {
  check("an ordinary user's systemd has the unit, with the limits that are delegated to it", (scene) => {
    const container = sail(scene, SESSION);
    container.create().ok();
    container.start().ok();
    const unit = `caisson-${container.id}.scope`;
    const group = readFileSync(`/proc/${container.state().pid}/cgroup`, "utf8").trim().slice(3);
    expect(group).toBe(`/user.slice/user-${USER}.slice/user@${USER}.service/user.slice/${unit}`);
    expect(theirs("show", unit, "--property", "MemoryMax,TasksMax,ActiveState").trim().split("\n").sort()).toEqual([
      "ActiveState=active",
      "MemoryMax=67108864",
      "TasksMax=50",
    ]);
    expect(readFileSync(`/sys/fs/cgroup${group}/memory.max`, "utf8").trim()).toBe("67108864");
    // called from a cgroup of root's, which no ordinary user may move a process out of
    const pidFile = join(container.runtime.root, "exec.pid");
    container.runtime.call(["exec", "--detach", "--pid-file", pidFile, container.id, "/probe", "sleep"]).ok();
    expect(readFileSync(`/proc/${readFileSync(pidFile, "utf8")}/cgroup`, "utf8").trim()).toBe(`0::${group}`);
    container.delete("--force").ok();
    expect(theirs("list-units", "--all", "--plain", "--no-legend", unit)).toBe("");
  });

  check("without a session of theirs the error says what is missing", (scene) => {
    sail(scene, {})
      .create()
      .fails(/XDG_RUNTIME_DIR/);
    sail(scene, { XDG_RUNTIME_DIR: "/run/user/1" })
      .create()
      .fails(/systemd/);
  });
});
