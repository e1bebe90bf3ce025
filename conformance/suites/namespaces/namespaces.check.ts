import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { expect } from "vitest";
import { all, withNamespace, withoutMount, withoutNamespace, withUserNamespace } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Change } from "../../harness/config.ts";
import type { Report } from "../../harness/report.ts";
import { eventually } from "../../harness/waiting.ts";

/** The spec's word, the kernel's word, and what else must go when it is absent. */
const KINDS: readonly { type: string; file: keyof Report["namespaces"]; without: Change }[] = [
  { type: "pid", file: "pid", without: withoutNamespace("pid") },
  {
    type: "network",
    file: "net",
    without: all(withoutNamespace("network"), withoutMount("/sys"), withoutMount("/sys/fs/cgroup")),
  },
  { type: "ipc", file: "ipc", without: all(withoutNamespace("ipc"), withoutMount("/dev/mqueue")) },
  { type: "uts", file: "uts", without: all(withoutNamespace("uts"), (config) => delete config.hostname) },
  { type: "cgroup", file: "cgroup", without: withoutNamespace("cgroup") },
];

suite("namespaces", (check) => {
  for (const { type, file, without } of KINDS) {
    const own = () => readlinkSync(`/proc/self/ns/${file}`);

    const proof = { proves: ["/linux/namespaces/*/type"] };
    check(`${type}: a new one, or the caller's where it is absent`, proof, (scene) => {
      expect(scene.inside(withNamespace(type)).report.namespaces[file]).not.toBe(own());
      expect(scene.inside(without).report.namespaces[file]).toBe(own());
    });

    check(`${type}: the one at a path`, { proves: ["/linux/namespaces/*/path"] }, (scene) => {
      const other = scene.running(["sleep"], withNamespace(type));
      const path = `/proc/${other.state().pid}/ns/${file}`;
      const { report } = scene.inside(all(withNamespace(type, path), dropHostname(type)));
      expect(report.namespaces[file]).toBe(readlinkSync(path));
    });

    check(`${type}: a path of another type is an error`, (scene) => {
      const wrong = `/proc/self/ns/${file === "ipc" ? "uts" : "ipc"}`;
      scene.refuses(withNamespace(type, wrong), /namespace|ns\//);
    });

    check(`${type}: a path that does not exist is an error`, (scene) => {
      scene.refuses(withNamespace(type, "/no/such/namespace"), /\/no\/such\/namespace/);
    });
  }

  check("mount: a new one", (scene) => {
    expect(scene.inside().report.namespaces.mnt).not.toBe(readlinkSync("/proc/self/ns/mnt"));
  });

  check("mount: the caller's where it is absent, which is afterwards as it was before", async (scene) => {
    const mounts = () => readFileSync("/proc/self/mountinfo", "utf8");
    const before = mounts();
    const bundle = scene.probeBundle(["sleep"], withoutNamespace("mount"));
    // a runtime that leaves mounts in the bundle must not make its removal reach into them
    scene.atEnd(() => scene.shell('umount -R -l "$1" 2>&1 || true', [bundle.rootfs]));
    const container = scene.container(bundle);
    container.create().ok();
    container.start().ok();
    const { pid } = container.state();
    expect(readlinkSync(`/proc/${pid}/ns/mnt`)).toBe(readlinkSync("/proc/self/ns/mnt"));
    expect(readdirSync(`/proc/${pid}/root`)).toContain("probe");
    expect(readdirSync(`/proc/${pid}/root/proc`)).toContain("self");
    expect(mounts()).not.toBe(before);
    container.kill("KILL").ok();
    await container.becomes("stopped");
    container.delete().ok();
    expect(mounts()).toBe(before);
    expect(readdirSync(bundle.rootfs)).toContain("probe");
  });

  check("mount: absent: a foreground run and a create that fails leave no mounts either", (scene) => {
    const mounts = () => readFileSync("/proc/self/mountinfo", "utf8");
    const before = mounts();
    const absent = withoutNamespace("mount");
    const bundle = scene.probeBundle(["report"], absent);
    const failing = scene.probeBundle(
      ["report"],
      all(absent, (config) => {
        config.process.args = ["/no/such/program"];
      }),
    );
    for (const { rootfs } of [bundle, failing]) {
      scene.atEnd(() => scene.shell('umount -R -l "$1" 2>&1 || true', [rootfs]));
    }
    const container = scene.container(bundle);
    container.run().ok();
    expect(container.report.rootEntries).toContain("probe");
    scene
      .container(failing)
      .run()
      .fails(/no\/such\/program/);
    expect(mounts()).toBe(before);
  });

  check("mount: absent beside a user namespace: an error", (scene) => {
    scene.refuses(all(withUserNamespace(), withoutNamespace("mount")), /mount|permission|permitted/i);
  });

  check("mount: the one at a path", async (scene) => {
    const holder = scene.beside("unshare", ["--mount", "--propagation", "private", "sleep", "60"]);
    const path = `/proc/${holder.pid}/ns/mnt`;
    await eventually("the namespace", () => readlinkSync(path) !== readlinkSync("/proc/self/ns/mnt"));
    const { report } = scene.inside(withNamespace("mount", path));
    expect(report.namespaces.mnt).toBe(readlinkSync(path));
    expect(report.rootEntries).toContain("probe");
  });

  check("mount and user: a path of another type is an error", (scene) => {
    for (const type of ["mount", "user"]) scene.refuses(withNamespace(type, "/proc/self/ns/uts"), /namespace|ns\//);
  });

  check("a path that is no namespace at all is an error", (scene) => {
    scene.refuses(withNamespace("network", "/etc/passwd"), /\/etc\/passwd|namespace/);
  });

  check("pid: without one, the process has a number of the host's", (scene) => {
    const seen = scene.contrast(withoutNamespace("pid"), ({ report }) => report.pid === 1);
    expect(seen).toEqual({ without: true, with: false });
  });

  check("pid: joined, the other's processes are seen", (scene) => {
    const other = scene.running();
    const seen = scene.inside(withNamespace("pid", `/proc/${other.state().pid}/ns/pid`), "list /proc");
    expect(seen.line(0).entries).toContain("1");
    expect(seen.line(0).entries.filter((name) => /^[0-9]+$/.test(name)).length).toBe(2);
  });

  check("network: loopback is up in a new one", (scene) => {
    const seen = scene.inside(undefined, "read /sys/class/net/lo/flags");
    expect(Number(seen.line(0).text) & 1).toBe(1);
  });

  check("cgroup: the container's own cgroup is the root", (scene) => {
    const seen = scene.contrast(withNamespace("cgroup"), ({ report }) => {
      const paths = report.cgroup
        .trim()
        .split("\n")
        .map((line) => line.split(":").slice(2).join(":"));
      return paths.some((path) => path.includes("box-"));
    });
    expect(seen).toEqual({ without: true, with: false });
  });

  check("time: a new one", (scene) => {
    const { report } = scene.inside(withNamespace("time"));
    expect(report.namespaces.time).not.toBe(readlinkSync("/proc/self/ns/time"));
  });

  check("time: the one at a path", (scene) => {
    const other = scene.running(["sleep"], withNamespace("time"));
    const path = `/proc/${other.state().pid}/ns/time`;
    expect(scene.inside(withNamespace("time", path)).report.namespaces.time).toBe(readlinkSync(path));
  });

  check("a type that does not exist is an error", (scene) => {
    scene.refuses((config) => {
      config.linux.namespaces.push({ type: "pocket" });
    }, /pocket/);
  });

  check("the same type twice is an error", (scene) => {
    scene.refuses((config) => {
      config.linux.namespaces.push({ type: "pid" });
    }, /pid/);
  });

  check("a relative path is an error", (scene) => {
    scene.refuses(withNamespace("network", "ns/net"), /ns\/net|absolute/);
  });
});

/** A joined UTS namespace keeps its own name. */
function dropHostname(type: string): Change {
  return (config) => {
    if (type === "uts") delete config.hostname;
  };
}
