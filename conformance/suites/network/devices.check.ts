import { expect } from "vitest";
import { all, withNamespace, withoutMount, withoutNamespace } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Change } from "../../harness/config.ts";
import type { Interfaces } from "../../harness/report.ts";
import type { Inside, Scene } from "../../harness/scene.ts";

const HOST = "ship0";
const PEER = "quay0";

function withDevices(devices: Record<string, { name?: string }>): Change {
  return (config) => {
    config.linux.netDevices = devices;
  };
}

/** A virtual cable with both ends in the harness's own network namespace, up, gone with the check. */
function cable(scene: Scene, name = HOST, peer = PEER): void {
  scene
    .shell(`ip link add ${name} type veth peer name ${peer} && ip link set ${peer} up && ip link set ${name} up`)
    .ok();
  scene.atEnd(() => scene.shell(`ip link del ${peer}`));
}

/** Permanent ones of global scope, and some that are not. */
function addresses(scene: Scene): void {
  scene
    .shell(`
      set -e
      ip addr add 192.0.2.7/24 brd + dev ${HOST}
      ip addr add 192.0.2.8/24 dev ${HOST}
      ip addr add 198.51.100.1 peer 198.51.100.2/32 dev ${HOST}
      ip addr add 2001:db8::7/64 dev ${HOST} nodad
      ip addr add 169.254.7.7/16 dev ${HOST} scope link
      ip addr add 203.0.113.9/24 dev ${HOST} valid_lft 300 preferred_lft 300`)
    .ok();
}

function seenInside(inside: Inside): Interfaces {
  return inside.line(0).interfaces;
}

/** As the harness itself has them. */
function outside(scene: Scene): Interfaces {
  return JSON.parse(scene.probe("interfaces").ok().stdout).interfaces;
}

const global = (list: readonly string[] = []) => list.filter((address) => !address.startsWith("fe80:")).sort();

suite("network devices", (check) => {
  check("a device moves in, under its own name, and is up", (scene) => {
    cable(scene);
    scene.shell(`ip link set ${HOST} down`).ok();
    expect(Object.keys(seenInside(scene.inside(undefined, "interfaces")))).toEqual(["lo"]);
    const container = scene.running(["interfaces", "sleep"], withDevices({ [HOST]: {} }));
    const inside = container.says("interfaces").interfaces;
    expect(Object.keys(inside)).toEqual(["lo", HOST]);
    expect(inside[HOST]?.up).toBe(true);
    expect(Object.keys(outside(scene))).not.toContain(HOST);
  });

  check("it gets another name", { proves: ["/linux/netDevices/*/name"] }, (scene) => {
    // the kernel takes a namespace apart in its own time: the second device is not the first one's peer again
    cable(scene, "ship0", "quay0");
    cable(scene, "ship1", "quay1");
    const without = seenInside(scene.inside(withDevices({ ship0: {} }), "interfaces"));
    const renamed = seenInside(scene.inside(withDevices({ ship1: { name: "eth0" } }), "interfaces"));
    expect(Object.keys(without)).toEqual(["lo", "ship0"]);
    expect(Object.keys(renamed)).toEqual(["eth0", "lo"]);
  });

  check("a template gets a number that is free", (scene) => {
    cable(scene, "ship0", "quay0");
    cable(scene, "ship1", "quay1");
    cable(scene, "ship2", "quay2");
    const devices = { ship0: { name: "port1" }, ship1: { name: "port%d" }, ship2: { name: "port%d" } };
    const seen = seenInside(scene.inside(withDevices(devices), "interfaces"));
    expect(Object.keys(seen).sort()).toEqual(["lo", "port0", "port1", "port2"]);
  });

  check("two devices may change names with each other", (scene) => {
    cable(scene, "ship0", "quay0");
    cable(scene, "ship1", "quay1");
    scene.shell("ip addr add 192.0.2.7/24 dev ship0").ok();
    const devices = { ship0: { name: "ship1" }, ship1: { name: "ship0" } };
    const seen = seenInside(scene.inside(withDevices(devices), "interfaces"));
    expect(global(seen.ship1?.addresses)).toEqual(["192.0.2.7/24"]);
    expect(global(seen.ship0?.addresses)).toEqual([]);
  });

  check("permanent addresses of global scope come along, IPv4 and IPv6, and no others", (scene) => {
    cable(scene);
    addresses(scene);
    const seen = seenInside(scene.inside(withDevices({ [HOST]: { name: "eth0" } }), "interfaces"));
    expect(global(seen.eth0?.addresses)).toEqual(["192.0.2.7/24", "192.0.2.8/24", "198.51.100.1/32", "2001:db8::7/64"]);
  });

  check("packets flow through it", (scene) => {
    cable(scene);
    scene.shell(`ip addr add 192.0.2.7/24 dev ${HOST} && ip addr add 192.0.2.1/24 dev ${PEER}`).ok();
    const container = scene.running(["sleep"], withDevices({ [HOST]: {} }));
    // the container's own kernel answers to the harness's
    const seen = scene.shell(`
      exec 2>&1
      ip neigh flush dev ${PEER}
      for try in 1 2 3 4 5; do
        echo | timeout 1 bash -c 'cat >/dev/udp/192.0.2.7/9'
        ip neigh show 192.0.2.7 dev ${PEER} | grep lladdr && exit 0
        sleep 0.2
      done
      exit 1`);
    expect(seen.ok().stdout).toContain("lladdr");
    container.kill("KILL").ok();
  });

  check("a sysctl and a hook find it there", (scene) => {
    cable(scene);
    const seen = scene.inside(
      all(withDevices({ [HOST]: { name: "eth0" } }), (config) => {
        config.linux.sysctl = { "net.ipv4.conf.eth0.log_martians": "1" };
        config.hooks = {
          createRuntime: [
            {
              path: "/bin/sh",
              args: [
                "sh",
                "-c",
                "pid=$(sed 's/.*\"pid\": *\\([0-9]*\\).*/\\1/'); nsenter --net=/proc/$pid/ns/net ip link show eth0",
              ],
            },
          ],
        };
      }),
      "read /proc/sys/net/ipv4/conf/eth0/log_martians",
    );
    expect(seen.line(0).text.trim()).toBe("1");
  });

  check("it moves into a namespace that is joined, and stays there", (scene) => {
    cable(scene);
    const pod = scene.running(["sleep"]);
    const path = `/proc/${pod.state().pid}/ns/net`;
    const member = scene.container(
      scene.probeBundle(["interfaces"], all(withNamespace("network", path), withDevices({ [HOST]: {} }))),
    );
    member.run().ok();
    const after = scene.shell(`nsenter --net=${path} ip -o link show`).ok().stdout;
    expect(after).toContain(HOST);
  });

  check("a create that fails afterwards puts it back: name, addresses, state", (scene) => {
    cable(scene);
    addresses(scene);
    const before = outside(scene);
    scene.refuses(
      all(withDevices({ [HOST]: { name: "eth0" } }), (config) => {
        config.hooks = { createRuntime: [{ path: "/bin/false" }] };
      }),
      "createRuntime",
    );
    const after = outside(scene);
    expect(after[HOST]?.up).toBe(true);
    expect(global(after[HOST]?.addresses)).toEqual(global(before[HOST]?.addresses));
  });

  check("of several, those that moved come back where one cannot", (scene) => {
    cable(scene);
    scene.shell(`ip link set ${HOST} down`).ok();
    scene.refuses(withDevices({ [HOST]: { name: "eth0" }, nosuchdev: {} }), /nosuchdev.*no such device/i);
    expect(outside(scene)[HOST]?.up).toBe(false);
  });

  check("one that does not exist is an error that names it", { refuses: ["/linux/netDevices/*/name"] }, (scene) => {
    scene.refuses(withDevices({ nosuchdev: {} }), /nosuchdev.*no such device/i);
  });

  check("a name that the container has already is an error, and nothing moves", (scene) => {
    cable(scene);
    scene.refuses(withDevices({ [HOST]: { name: "lo" } }), /file exists/);
    expect(outside(scene)[HOST]?.up).toBe(true);
  });

  check("one that cannot leave its namespace is an error, and stays as it is", (scene) => {
    scene.shell("ip link set lo up").ok();
    scene.refuses(withDevices({ lo: { name: "eth0" } }), /\blo\b.*invalid argument/);
    expect(outside(scene).lo?.up).toBe(true);
  });

  check("the runtime's own namespace, by its path, is an error", (scene) => {
    cable(scene);
    const change = all(withNamespace("network", "/proc/self/ns/net"), withoutMount("/sys"));
    scene.refuses(all(change, withDevices({ [HOST]: { name: "eth0" } })), /network namespace/);
    expect(Object.keys(outside(scene))).toContain(HOST);
  });

  check("without a network namespace it is an error", (scene) => {
    scene.refuses(
      all(withoutNamespace("network"), withoutMount("/sys"), withDevices({ [HOST]: {} })),
      /netDevices|NET namespace/,
    );
  });

  check("a name that no device may have is an error", (scene) => {
    for (const name of ["", "a/b", "a b", "a:b", "sixteen-letters-", "..", "a%s"]) {
      const bad = name === "" ? { "": {} } : { [HOST]: { name } };
      scene.refuses(withDevices(bad), /name of a network device|network device name|template/);
    }
  });
});
