/** exec enters what the container's init is in. */
import { readdirSync, readlinkSync } from "node:fs";
import { expect } from "vitest";
import {
  all,
  withMount,
  withNamespace,
  withoutMount,
  withoutNamespace,
  withUserNamespace,
} from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Change } from "../../harness/config.ts";
import type { Container } from "../../harness/container.ts";
import { eventuallySync } from "../../harness/waiting.ts";
import { sail, USER, withSubordinates } from "../user/ordinary.ts";

const FILES = ["pid", "net", "mnt", "ipc", "uts", "user", "cgroup"] as const;

/** That every namespace of a process exec'd in the container is its init's. */
function expectInside(container: Container): void {
  const { namespaces } = container.inside(["report"]).report;
  const { pid } = container.state();
  const init = Object.fromEntries(FILES.map((file) => [file, readlinkSync(`/proc/${pid}/ns/${file}`)]));
  expect(namespaces).toMatchObject(init);
}

const mapped: Change = all(withUserNamespace(), (config) => {
  // the rootfs stays the host root's: nothing of it need be written
  config.root.readonly = true;
});

suite("exec namespaces", (check) => {
  check("all that config.json makes, and the caller's where it makes none", (scene) => {
    expectInside(scene.running());
    expectInside(scene.running(["sleep"], withNamespace("cgroup")));
    const few = all(
      withoutNamespace("ipc"),
      withoutNamespace("network"),
      withoutMount("/dev/mqueue"),
      withoutMount("/sys"),
      withoutMount("/sys/fs/cgroup"),
    );
    expectInside(scene.running(["sleep"], few));
    expectInside(scene.running(["sleep"], withoutNamespace("pid")));
  });

  check("those that config.json names by path", (scene) => {
    const first = scene.running();
    const { pid } = first.state();
    const shared = all(
      ...(["network", "ipc"] as const).map((type) =>
        withNamespace(type, `/proc/${pid}/ns/${type === "network" ? "net" : "ipc"}`),
      ),
    );
    expectInside(scene.running(["sleep"], shared));
  });

  check("a path that has gone, or means another one by now, does not matter", (scene) => {
    const first = scene.running();
    const second = scene.running(["sleep"], withNamespace("network", `/proc/${first.state().pid}/ns/net`));
    first.kill("KILL").ok();
    eventuallySync("the end of the first", () => first.state().status === "stopped");
    first.delete().ok();
    expectInside(second);
  });

  check("a PID namespace by its path", (scene) => {
    const first = scene.running();
    const container = scene.running(["sleep"], withNamespace("pid", `/proc/${first.state().pid}/ns/pid`));
    expectInside(container);
  });

  check("a time namespace", (scene) => {
    const container = scene.running(["sleep"], (config) => {
      withNamespace("time")(config);
      config.linux.timeOffsets = { boottime: { secs: 7_000_000 } };
    });
    const { report } = container.inside(["report"]);
    expect(report.bootSeconds).toBeGreaterThan(7_000_000);
    expect(report.namespaces.time).toBe(readlinkSync(`/proc/${container.state().pid}/ns/time`));
  });

  check("a user namespace: root in it is the mapped one, and so are others", (scene) => {
    const bundle = scene.probeBundle(["sleep"], mapped);
    scene.shell('chown -R 100000:100000 "$1"', [bundle.rootfs]).ok();
    scene.shell('chmod 755 "$1"', [scene.dir]).ok();
    const container = scene.container(bundle);
    container.create().ok();
    container.start().ok();
    expectInside(container);
    const { report } = container.inside(["report"]);
    expect(report.uidMap.trim().split(/\s+/)).toEqual(["0", "100000", "65536"]);
    expect([report.uids[0], report.gids[0], report.groups]).toEqual([0, 0, []]);
    expect(container.inside(["report"], ["-u", "33:44"]).report.uids[0]).toBe(33);
    // an id that the namespace does not have
    container.exec(["/probe", "report"], ["-u", "70000"]).fails(/70000|unmapped/i, 255);
  });

  check("a user namespace, and a network that is not its own", (scene) => {
    const network = scene.running();
    const path = `/proc/${network.state().pid}/ns/net`;
    const bundle = scene.probeBundle(
      ["sleep"],
      all(mapped, withNamespace("network", path), withoutMount("/sys"), withoutMount("/sys/fs/cgroup")),
    );
    scene.shell('chown -R 100000:100000 "$1"', [bundle.rootfs]).ok();
    scene.shell('chmod 755 "$1"', [scene.dir]).ok();
    const container = scene.container(bundle);
    container.create().ok();
    container.start().ok();
    expectInside(container);
  });

  check("the root file system is the container's: by pivot_root, and without", (scene) => {
    for (const flags of [[], ["--no-pivot"]]) {
      const container = scene.container();
      container.create(flags).ok();
      container.start().ok();
      const { report } = container.inside(["report"]);
      expect(report.rootEntries).toContain("probe");
      expect(report.rootEntries).not.toContain("usr");
    }
  });

  check("the root file system is the container's: with the caller's mount namespace", (scene) => {
    const bundle = scene.probeBundle(["sleep"], withoutNamespace("mount"));
    scene.atEnd(() => scene.shell('umount -R -l "$1" 2>&1 || true', [bundle.rootfs]));
    const container = scene.container(bundle);
    container.create().ok();
    container.start().ok();
    const { report } = container.inside(["report"]);
    expect(report.rootEntries).toContain("probe");
    expect(report.rootEntries).not.toContain("usr");
    container.delete("--force").ok();
  });

  check("mounts that the container made later are there", (scene) => {
    const container = scene.running(["mount tmpfs /mnt tmpfs 0", "mkdir /mnt/made", "sleep"], (config) => {
      config.process.capabilities = {
        bounding: ["CAP_SYS_ADMIN"],
        effective: ["CAP_SYS_ADMIN"],
        permitted: ["CAP_SYS_ADMIN"],
      };
    });
    eventuallySync("the mount", () => container.inside(["list /mnt"]).line(0).entries.includes("made"));
  });

  check("a bind mount's source is not looked for again", (scene) => {
    const container = scene.running(
      ["sleep"],
      withMount({ destination: "/mnt", type: "bind", source: "/etc", options: ["bind", "ro"] }),
    );
    expect(container.inside(["list /mnt"]).line(0).entries).toEqual(
      expect.arrayContaining(readdirSync("/etc").slice(0, 3)),
    );
  });

  check("an ordinary user executes in his own container", (scene) => {
    const container = sail(scene, ["sleep"]);
    container.create().ok();
    container.start().ok();
    const { report } = container.inside(["report"]);
    expect(report.uids[0]).toBe(0);
    expect(report.uidMap.trim().split(/\s+/).map(Number)).toEqual([0, USER, 1]);
    expectInside(container);
  });

  check("an ordinary user with subordinate ids becomes them", (scene) => {
    const container = sail(scene, ["sleep"], withSubordinates);
    container.create().ok();
    container.start().ok();
    const { uids, gids } = container.inside(["report"], ["--user", "1000:1001"]).report;
    expect([uids[0], gids[0]]).toEqual([1000, 1001]);
  });
});
