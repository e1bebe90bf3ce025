/** Containers of an ordinary user. */
import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { withoutMount, withoutNamespace, withUserNamespace } from "../../harness/changes.ts";
import type { Change, Config } from "../../harness/config.ts";
import type { Container } from "../../harness/container.ts";
import type { Scene } from "../../harness/scene.ts";

/** The enclave's ordinary user, with 65536 subordinate ids from 100000. */
export const USER = 4242;
const SUBORDINATE = 100_000;

/** What `spec --rootless` gives: one id mapped, no cgroup, no network of its own; sysfs as a bind. */
const rootless: Change = (config: Config) => {
  withUserNamespace(USER, 1)(config);
  withoutNamespace("network")(config);
  withoutMount("/sys/fs/cgroup")(config);
  withoutMount("/sys")(config);
  config.mounts.push({
    destination: "/sys",
    type: "none",
    source: "/sys",
    options: ["rbind", "nosuid", "noexec", "nodev", "ro"],
  });
  for (const mount of config.mounts) mount.options = mount.options?.filter((option) => option !== "gid=5") ?? [];
  delete config.linux.resources;
};

export const withSubordinates: Change = (config) => {
  const ranges = [
    { containerID: 0, hostID: USER, size: 1 },
    { containerID: 1, hostID: SUBORDINATE, size: 65_536 },
  ];
  config.linux.uidMappings = ranges;
  config.linux.gidMappings = ranges;
};

/** A container whose caller is the ordinary user, with everything it needs belonging to it. */
export function sail(scene: Scene, verbs: readonly string[], change: Change = () => {}): Container {
  const root = join(scene.dir, "users-root");
  mkdirSync(root, { recursive: true });
  chownSync(root, USER, USER);
  chmodSync(scene.dir, 0o755);
  const caller = { uid: USER, gid: USER, env: { XDG_RUNTIME_DIR: root, HOME: root } };
  const runtime = scene.runtimeWith({ caller, root });
  const bundle = scene.probeBundle(verbs, (config) => {
    rootless(config);
    change(config);
  });
  execFileSync("chown", ["-R", `${USER}:${USER}`, bundle.dir]);
  return scene.container(bundle, runtime);
}
