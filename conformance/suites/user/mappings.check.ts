import { chmodSync, mkdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Bundle } from "../../harness/bundle.ts";
import { capabilityNames } from "../../harness/capabilities.ts";
import { all, withCapabilities, withMount, withNamespace, withUserNamespace } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Change } from "../../harness/config.ts";
import type { Container } from "../../harness/container.ts";
import { mountAt } from "../../harness/mountinfo.ts";
import { Inside, type Scene, type Verb } from "../../harness/scene.ts";

const HOST_ROOT = 100_000;

/** The rootfs belongs to the root of the user namespace; the directories above are passable for it. */
function own(bundle: Bundle, scene: Scene, owner = HOST_ROOT): void {
  scene.shell('chown -R "$2:$2" "$1"; chmod 755 "$1" "$1/.." "$1/../.."', [bundle.rootfs, String(owner)]).ok();
}

function mapped(scene: Scene, change: Change = () => {}, ...verbs: Verb[]): Container {
  const bundle = scene.probeBundle(verbs.length > 0 ? verbs : ["report"], all(withUserNamespace(HOST_ROOT), change));
  own(bundle, scene);
  const container = scene.container(bundle);
  container.run().ok();
  return container;
}

suite("user", (check) => {
  check("a namespace of its own with these maps", (scene) => {
    const { report } = mapped(scene);
    const map = [0, HOST_ROOT, 65_536];
    expect(report.namespaces.user).not.toBe(readlinkSync("/proc/self/ns/user"));
    expect(report.uidMap.trim().split(/\s+/).map(Number)).toEqual(map);
    expect(report.gidMap.trim().split(/\s+/).map(Number)).toEqual(map);
  });

  for (const [field, file] of [
    ["uidMappings", "uidMap"],
    ["gidMappings", "gidMap"],
  ] as const) {
    const proves = ["containerID", "hostID", "size"].map((key) => `/linux/${field}/*/${key}`);
    check(`${field}: each number alone`, { proves }, (scene) => {
      const map = (second: { containerID: number; hostID: number; size: number }) => {
        const { report } = mapped(scene, (config) => {
          config.linux[field] = [{ containerID: 0, hostID: HOST_ROOT, size: 10 }, second];
        });
        return report[file].trim().split("\n").at(-1)?.trim().split(/\s+/).map(Number);
      };
      const range = { containerID: 20, hostID: 200_000, size: 5 };
      expect(map(range)).toEqual([20, 200_000, 5]);
      expect(map({ ...range, containerID: 21 })).toEqual([21, 200_000, 5]);
      expect(map({ ...range, hostID: 200_001 })).toEqual([20, 200_001, 5]);
      expect(map({ ...range, size: 6 })).toEqual([20, 200_000, 6]);
    });
  }

  check("without it: the host's map", (scene) => {
    expect(scene.inside().report.uidMap).toBe(readFileSync("/proc/self/uid_map", "utf8"));
  });

  check("root inside is an ordinary user outside", (scene) => {
    const container = scene.container(scene.probeBundle(["sleep"], withUserNamespace(HOST_ROOT)));
    own(container.bundle, scene);
    container.create().ok();
    container.start().ok();
    const status = readFileSync(`/proc/${container.state().pid}/status`, "utf8");
    expect(/^Uid:\s+(\d+)/m.exec(status)?.[1]).toBe(String(HOST_ROOT));
    expect(/^Gid:\s+(\d+)/m.exec(status)?.[1]).toBe(String(HOST_ROOT));
  });

  check("several ranges", (scene) => {
    const { report } = mapped(scene, (config) => {
      config.linux.uidMappings = [
        { containerID: 0, hostID: HOST_ROOT, size: 10 },
        { containerID: 10, hostID: 200_000, size: 5 },
        { containerID: 1000, hostID: 300_000, size: 1 },
      ];
    });
    const lines = report.uidMap
      .trim()
      .split("\n")
      .map((line) => line.trim().split(/\s+/).map(Number));
    expect(lines).toEqual([
      [0, HOST_ROOT, 10],
      [10, 200_000, 5],
      [1000, 300_000, 1],
    ]);
  });

  check("ids of the process that no range has are errors with their place", (scene) => {
    const wrong: [Change, string][] = [
      [(config) => (config.process.user.uid = 70_000), "/process/user/uid"],
      [(config) => (config.process.user.gid = 70_000), "/process/user/gid"],
      [(config) => (config.process.user.additionalGids = [1, 70_000]), "/process/user/additionalGids/1"],
    ];
    for (const [change, place] of wrong) scene.refuses(all(withUserNamespace(HOST_ROOT), change), place);
  });

  check("340 ranges, the most that the kernel takes (CVE-2021-43784)", (scene) => {
    // the kernel takes at most 4096 bytes: small numbers
    const bundle = scene.probeBundle(
      ["report"],
      all(withUserNamespace(1000), (config) => {
        config.linux.uidMappings = Array.from({ length: 340 }, (_, i) => ({
          containerID: i,
          hostID: 1000 + i,
          size: 1,
        }));
      }),
    );
    own(bundle, scene, 1000);
    const container = scene.container(bundle);
    container.run().ok();
    expect(container.report.uidMap.trim().split("\n").length).toBe(340);
  });

  check("user and groups inside", (scene) => {
    const { report } = mapped(scene, (config) => {
      config.process.user = { uid: 33, gid: 44, additionalGids: [55, 66] };
    });
    expect([report.uids[0], report.gids[0], report.groups]).toEqual([33, 44, [55, 66]]);
  });

  check("capabilities hold inside only", (scene) => {
    const container = mapped(
      scene,
      withCapabilities(["CAP_SYS_ADMIN", "CAP_MKNOD"]),
      "report",
      "mknod /dev/shm/sda b 8 0",
    );
    expect(capabilityNames(container.report.capabilities.effective)).toEqual(["CAP_MKNOD", "CAP_SYS_ADMIN"]);
    expect(container.lines[1]?.errno).toBe("EPERM");
  });

  check("default devices are there, and work", (scene) => {
    const container = mapped(scene, undefined, "stat /dev/null", "try-open /dev/null rw", "stat /dev/urandom");
    expect(container.lines[0]).toMatchObject({ type: "character", major: 1, minor: 3 });
    expect(container.lines[1]?.errno).toBe("");
    expect(container.lines[2]).toMatchObject({ type: "character", major: 1, minor: 9 });
  });

  check("files of unmapped ids belong to nobody", (scene) => {
    const bundle = scene.probeBundle(["stat /etc/foreign"], withUserNamespace(HOST_ROOT));
    own(bundle, scene);
    bundle.put("etc/foreign", "x");
    const container = scene.container(bundle);
    container.run().ok();
    expect(container.lines[0]?.uid).toBe(65_534);
  });

  check("one at a path is joined", (scene) => {
    const first = scene.container(scene.probeBundle(["sleep"], withUserNamespace(HOST_ROOT)));
    own(first.bundle, scene);
    first.create().ok();
    first.start().ok();
    const path = `/proc/${first.state().pid}/ns/user`;
    const bundle = scene.probeBundle(["report"], withNamespace("user", path));
    own(bundle, scene);
    const container = scene.container(bundle);
    container.run().ok();
    expect(container.report.namespaces.user).toBe(readlinkSync(path));
    expect(container.report.uids[0]).toBe(0);
  });

  check("a user namespace without mappings is an error", (scene) => {
    scene.refuses(withNamespace("user"), /mapping/i);
  });

  check("a user that is not mapped is an error", (scene) => {
    const bundle = scene.probeBundle(
      ["report"],
      all(withUserNamespace(HOST_ROOT, 100), (config) => {
        config.process.user.uid = 5000;
      }),
    );
    own(bundle, scene);
    scene
      .container(bundle)
      .run()
      .fails(/mapp|invalid argument|uid/i);
  });

  check("overlapping ranges are an error", (scene) => {
    const bundle = scene.probeBundle(
      ["report"],
      all(withUserNamespace(HOST_ROOT), (config) => {
        config.linux.uidMappings?.push({ containerID: 5, hostID: 300_000, size: 10 });
      }),
    );
    own(bundle, scene);
    scene
      .container(bundle)
      .run()
      .fails(/invalid argument|overlap|mapping/i);
  });

  check("hostname, network and sysctls belong to it", (scene) => {
    const { report } = mapped(scene, (config) => {
      config.hostname = "mapped";
      config.linux.sysctl = { "net.ipv4.ip_forward": "1" };
    });
    expect(report.hostname).toBe("mapped");
  });

  check("a bind's source need not be within reach of the mapped root", (scene) => {
    const closed = join(scene.dir, "closed");
    const source = join(closed, "source");
    mkdirSync(source, { recursive: true });
    writeFileSync(join(source, "file"), "reached");
    scene.shell('mount --bind "$1" "$1" && mount --make-shared "$1"', [source]).ok();
    scene.atEnd(() => {
      scene.shell('umount -l "$1"', [source]);
    });
    chmodSync(closed, 0o700);
    const verbs: Verb[] = ["read /mnt/file", "write /mnt/new text", "report"];
    const bind = withMount({ destination: "/mnt", source, options: ["rbind", "ro"] });
    const bundle = scene.probeBundle(verbs, all(withUserNamespace(HOST_ROOT), bind));
    own(bundle, scene);
    const inside = new Inside(scene.container(bundle).run().ok());
    expect(inside.line(0).text).toBe("reached");
    expect(inside.line(1).errno).toBe("EROFS");
    // nothing that is mounted on either side later shows on the other
    expect(mountAt(inside.report.mountinfo, "/mnt").propagation.join()).not.toContain("shared");
  });
});
