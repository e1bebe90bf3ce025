import { expect } from "vitest";
import { all, withMount, withUserNamespace } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Change } from "../../harness/config.ts";

/** Types that every reference policy has. */
const PROCESS = "system_u:system_r:init_t:s0";
const OTHER_PROCESS = "system_u:system_r:syslogd_t:s0";
const FILES = "system_u:object_r:tmp_t:s0";
const OTHER_FILES = "system_u:object_r:etc_t:s0";

const CURRENT = "read /proc/self/attr/current";

/** The kernel ends labels with a NUL. */
const bare = (text: string) => text.replaceAll("\0", "").trim();

function labelled(label: string): Change {
  return (config) => {
    config.process.selinuxLabel = label;
  };
}

function mountsLabelled(label: string): Change {
  return (config) => {
    config.linux.mountLabel = label;
  };
}

suite("selinux", (check) => {
  check("the program has the label", { proves: ["/process/selinuxLabel"] }, (scene) => {
    for (const label of [PROCESS, OTHER_PROCESS]) {
      const seen = scene.contrast(labelled(label), (inside) => bare(inside.line(0).text), CURRENT);
      expect(seen.with).toBe(label);
    }
  });

  check("for an ordinary user without capabilities, with and without no_new_privs", (scene) => {
    for (const noNewPrivileges of [true, false]) {
      const change = all(labelled(PROCESS), (config) => {
        config.process.user = { uid: 1000, gid: 1000 };
        config.process.noNewPrivileges = noNewPrivileges;
        delete config.process.capabilities;
      });
      expect(bare(scene.inside(change, CURRENT).line(0).text)).toBe(PROCESS);
    }
  });

  check("in a user namespace", (scene) => {
    const bundle = scene.probeBundle([CURRENT], all(labelled(PROCESS), withUserNamespace()));
    scene.shell('chown -R 100000:100000 "$1"; chmod 755 "$1" "$1/.." "$1/../.."', [bundle.rootfs]).ok();
    expect(scene.container(bundle).run().ok().stdout).toContain(PROCESS);
  });

  check("exec: the container's label, or that of --process-label or of a process file", (scene) => {
    const container = scene.running(["sleep"], labelled(PROCESS));
    const label = (...flags: string[]) => bare(container.inside([CURRENT], flags).line(0).text);
    expect(label()).toBe(PROCESS);
    expect(label("--process-label", OTHER_PROCESS)).toBe(OTHER_PROCESS);
    expect(bare(container.inside(["keyring-label"]).line(0).text)).toBe(PROCESS);
    const process = { args: ["/probe", ...CURRENT.split(" ")], cwd: "/" };
    expect(container.execProcess(process).ok().stdout).toContain(PROCESS);
    const other = container.execProcess({ ...process, selinuxLabel: OTHER_PROCESS });
    expect(other.ok().stdout).toContain(OTHER_PROCESS);
    container.exec(["/probe"], ["--process-label", "no:such:label"]).fails(/no:such:label.*invalid argument/is, 255);
  });

  check("its session keyring has the label too", (scene) => {
    const seen = scene.contrast(labelled(PROCESS), (inside) => bare(inside.line(0).text), "keyring-label");
    expect(seen.with).toBe(PROCESS);
  });

  check("a startContainer hook is not the program: the label is not its own", (scene) => {
    const bundle = scene.probeBundle(["read /tmp/seen"], (config) => {
      labelled(PROCESS)(config);
      config.root.readonly = false;
      config.hooks = {
        startContainer: [{ path: "/probe", args: ["probe", "copy", "/proc/self/attr/current", "/tmp/seen"] }],
      };
    });
    expect(scene.container(bundle).run().ok().stdout).not.toContain(PROCESS);
  });

  check("new file systems have the label of mounts", { proves: ["/linux/mountLabel"] }, (scene) => {
    for (const path of ["/dev/shm", "/dev/pts", "/dev/mqueue", "/sys/firmware"]) {
      const seen = scene.contrast(
        mountsLabelled(FILES),
        (inside) => bare(inside.line(0).text),
        `xattr ${path} security.selinux`,
      );
      expect(seen.with, path).toBe(FILES);
    }
  });

  check("proc and sysfs keep those of the policy", (scene) => {
    for (const path of ["/proc", "/sys"]) {
      const look = (change: Change) => bare(scene.inside(change, `xattr ${path} security.selinux`).line(0).text);
      expect(look(mountsLabelled(FILES))).toBe(look(() => {}));
    }
  });

  check("a mount with a context of its own keeps it", (scene) => {
    const mount = { destination: "/mnt", type: "tmpfs", source: "tmpfs", options: [`context="${OTHER_FILES}"`] };
    const seen = scene.inside(all(mountsLabelled(FILES), withMount(mount)), "xattr /mnt security.selinux");
    expect(bare(seen.line(0).text)).toBe(OTHER_FILES);
  });

  check("a label that the policy does not know is an error at create", (scene) => {
    const bundle = scene.probeBundle(["sleep"], labelled("system_u:system_r:no_such_t:s0"));
    scene
      .container(bundle)
      .create()
      .fails(/selinux|label/i)
      .fails(/invalid argument/);
    const mounts = scene.probeBundle(["sleep"], mountsLabelled("system_u:object_r:no_such_t:s0"));
    scene
      .container(mounts)
      .create()
      .fails(/no_such_t|invalid argument/);
  });
});
