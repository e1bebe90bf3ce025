import { expect } from "vitest";
import { all, withNamespace, withoutMount, withUserNamespace } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Change } from "../../harness/config.ts";
import type { Container } from "../../harness/container.ts";
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

  check("exec: under the container's profile, in every way to get there", (scene) => {
    loadProfile(scene);
    const current = (container: Container, flags: readonly string[] = []) =>
      container.inside([CURRENT], flags).line(0).text;
    const plain: Change = (config) => {
      config.process.noNewPrivileges = false;
    };
    for (const change of [confined, all(confined, plain), all(confined, withNamespace("cgroup"))]) {
      expect(current(scene.running(["sleep"], change))).toContain(NAME);
    }
    const mapped = scene.probeBundle(["sleep"], all(confined, withUserNamespace()));
    scene.shell('chown -R 100000:100000 "$1"; chmod 755 "$1" "$1/.." "$1/../.."', [mapped.rootfs]).ok();
    const container = scene.container(mapped);
    container.create().ok();
    container.start().ok();
    expect(current(container)).toContain(NAME);
  });

  check("exec: --apparmor, and a process file with and without a profile", (scene) => {
    loadProfile(scene);
    const free = scene.running();
    expect(free.inside([CURRENT]).line(0).text.trim()).toBe("unconfined");
    expect(free.inside([CURRENT], ["--apparmor", NAME]).line(0).text).toContain(NAME);
    free.exec(["/probe"], ["--apparmor", "no-such-profile"]).fails(/apparmor.*no such file or directory/is, 255);
    const bound = scene.running(["sleep"], confined);
    const process = { args: ["/probe", ...CURRENT.split(" ")], cwd: "/" };
    expect(bound.execProcess(process).ok().stdout).toContain(NAME);
    expect(bound.execProcess({ ...process, apparmorProfile: "unconfined" }).ok().stdout).toContain("unconfined");
  });

  check("exec: CVE-2019-16884: what the container has for a /proc has no say", (scene) => {
    loadProfile(scene);
    const bundle = scene.probeBundle(["sleep"], all(confined, withoutMount("/proc")));
    bundle.put("etc/forbidden", "secret");
    bundle.put("proc/self/attr/exec", "");
    bundle.put("proc/self/attr/apparmor/exec", "");
    const container = scene.container(bundle);
    container.create().ok();
    container.start().ok();
    expect(container.inside(["try-open /etc/forbidden r"]).line(0).errno).toBe("EACCES");
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
