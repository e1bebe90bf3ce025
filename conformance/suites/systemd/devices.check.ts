import { expect } from "vitest";
import { suite } from "../../harness/check.ts";
import type { DeviceRule } from "../../harness/config.ts";
import type { Container } from "../../harness/container.ts";
import type { Scene } from "../../harness/scene.ts";
import { running, show, systemctl, unitOf } from "./units.ts";

/** Whether each device opens for reading, from within the container's cgroup. */
function opens(scene: Scene, container: Container, ...devices: readonly string[]): boolean[] {
  const procs = `/sys/fs/cgroup/system.slice/${unitOf(container)}/cgroup.procs`;
  return devices.map((device) => scene.shell('echo $$ >"$1" && : <"$2"', [procs, device]).status === 0);
}

const DENY: DeviceRule = { allow: false, access: "rwm" };
const KMSG: DeviceRule = { allow: true, type: "c", major: 1, minor: 11, access: "rw" };

function withRules(scene: Scene, ...rules: readonly DeviceRule[]): Container {
  return running(scene, (config) => {
    config.linux.resources = { ...config.linux.resources, devices: [...rules] };
  });
}

/** The same before and after systemd has set its cgroups anew. */
function always(scene: Scene, container: Container, expected: Readonly<Record<string, boolean>>): void {
  const seen = () => opens(scene, container, ...Object.keys(expected));
  expect(seen()).toEqual(Object.values(expected));
  systemctl("daemon-reload");
  systemctl("set-property", "--runtime", unitOf(container), "TasksMax=100");
  expect(seen()).toEqual(Object.values(expected));
}

suite("systemd devices", (check) => {
  check("what is denied and what is allowed stays so over a daemon-reload", (scene) => {
    const container = withRules(scene, DENY, KMSG);
    const expected = {
      "/dev/null": true,
      "/dev/urandom": true,
      "/dev/kmsg": true,
      "/dev/mem": false,
      "/dev/vda": false,
    };
    always(scene, container, expected);
    const { DevicePolicy, DeviceAllow } = show(unitOf(container), "DevicePolicy", "DeviceAllow");
    expect(DevicePolicy).toBe("strict");
    expect(DeviceAllow).toContain("/dev/char/1:11 rw");
  });

  check("a device of every minor number", (scene) => {
    const container = withRules(scene, DENY, { allow: true, type: "c", major: 1, access: "r" });
    always(scene, container, { "/dev/kmsg": true, "/dev/vda": false });
  });

  check("all devices", (scene) => {
    const container = withRules(scene, { allow: true, access: "rwm" });
    expect(opens(scene, container, "/dev/kmsg", "/dev/vda")).toEqual([true, true]);
    expect(show(unitOf(container), "DevicePolicy")).toEqual({ DevicePolicy: "auto" });
  });

  check("all but one: what systemd has no word for", (scene) => {
    const container = withRules(scene, { allow: true, access: "rwm" }, { ...KMSG, allow: false, access: "rwm" });
    always(scene, container, { "/dev/vda": true, "/dev/kmsg": false });
  });
});
