import { expect } from "vitest";
import { all, withoutMount, withUserNamespace } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Change } from "../../harness/config.ts";
import type { Scene } from "../../harness/scene.ts";

const NAME = "caisson-conformance";

/** Everything but one file, so that a program can tell without a /proc. */
const PROFILE = `
profile ${NAME} flags=(attach_disconnected,mediate_deleted) {
  file,
  capability,
  network,
  signal,
  deny /etc/forbidden rw,
}
`;

const CURRENT = "read /proc/self/attr/current";

function loadProfile(scene: Scene): void {
  const load = (flag: string) => scene.shell(`printf %s "$1" | apparmor_parser ${flag}`, [PROFILE]);
  load("--replace --skip-cache").ok();
  scene.atEnd(() => load("--remove"));
}

const confined: Change = (config) => {
  config.process.apparmorProfile = NAME;
};

/** The errno of an open of the file that the profile forbids. */
function tries(scene: Scene, change: Change): string {
  const bundle = scene.probeBundle(["try-open /etc/forbidden r"], change);
  bundle.put("etc/forbidden", "secret");
  return scene.container(bundle).run().ok().stdout;
}

suite("apparmor", (check) => {
  check("the program runs under the profile", { proves: ["/process/apparmorProfile"] }, (scene) => {
    loadProfile(scene);
    const seen = scene.contrast(confined, (inside) => inside.line(0).text.trim(), CURRENT);
    expect(seen).toEqual({ without: "unconfined", with: `${NAME} (enforce)` });
  });

  check("the profile is in force: what it denies is denied", (scene) => {
    loadProfile(scene);
    expect(tries(scene, () => {})).toContain('"errno":""');
    expect(tries(scene, confined)).toContain('"errno":"EACCES"');
  });

  check("CVE-2019-16884: with no /proc in the container it is in force as well", (scene) => {
    loadProfile(scene);
    expect(tries(scene, all(confined, withoutMount("/proc")))).toContain('"errno":"EACCES"');
  });

  check("for an ordinary user without capabilities, with and without no_new_privs", (scene) => {
    loadProfile(scene);
    for (const noNewPrivileges of [true, false]) {
      const change = all(confined, (config) => {
        config.process.user = { uid: 1000, gid: 1000 };
        config.process.noNewPrivileges = noNewPrivileges;
        delete config.process.capabilities;
      });
      expect(scene.inside(change, CURRENT).line(0).text).toContain(NAME);
    }
  });

  check("in a user namespace", (scene) => {
    loadProfile(scene);
    const bundle = scene.probeBundle([CURRENT], all(confined, withUserNamespace()));
    scene.shell('chown -R 100000:100000 "$1"; chmod 755 "$1" "$1/.." "$1/../.."', [bundle.rootfs]).ok();
    expect(scene.container(bundle).run().ok().stdout).toContain(NAME);
  });

  check("a startContainer hook is not the program: the profile is not its own", (scene) => {
    loadProfile(scene);
    const bundle = scene.probeBundle(["read /tmp/seen"], (config) => {
      confined(config);
      config.root.readonly = false;
      config.hooks = {
        startContainer: [{ path: "/probe", args: ["probe", "copy", "/proc/self/attr/current", "/tmp/seen"] }],
      };
    });
    expect(scene.container(bundle).run().ok().stdout).toContain("unconfined");
  });

  check("a profile that is not loaded is an error at create, which names it", (scene) => {
    const bundle = scene.probeBundle(["sleep"], (config) => {
      config.process.apparmorProfile = "no-such-profile";
    });
    const failed = scene.container(bundle).create();
    failed.fails(/apparmor/i);
    failed.fails(/no such file or directory/);
  });
});
