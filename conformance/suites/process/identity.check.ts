import { expect } from "vitest";
import { capabilityNames } from "../../harness/capabilities.ts";
import { all, withCapabilities } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Change } from "../../harness/config.ts";

const asUser: Change = (config) => {
  config.process.user = { uid: 1000, gid: 1001 };
};

suite("process user", (check) => {
  check(
    "uid and gid: real, effective, saved and file system ids",
    { proves: ["/process/user/uid", "/process/user/gid"] },
    (scene) => {
      const seen = scene.contrast(asUser, ({ report }) => [report.uids, report.gids]);
      expect(seen.without).toEqual([
        [0, 0, 0, 0],
        [0, 0, 0, 0],
      ]);
      expect(seen.with).toEqual([
        [1000, 1000, 1000, 1000],
        [1001, 1001, 1001, 1001],
      ]);
    },
  );

  check("a gid of its own with uid 0", (scene) => {
    const { report } = scene.inside((config) => {
      config.process.user = { uid: 0, gid: 5 };
    });
    expect([report.uids[0], report.gids]).toEqual([0, [5, 5, 5, 5]]);
  });

  check("additionalGids: exactly these", { proves: ["/process/user/additionalGids/*"] }, (scene) => {
    const seen = scene.contrast(
      (config) => {
        config.process.user.additionalGids = [7, 2_000_000_000, 12];
      },
      ({ report }) => [...report.groups].sort((a, b) => a - b),
    );
    expect(seen).toEqual({ without: [], with: [7, 12, 2_000_000_000] });
  });

  check("uid and gid: the highest that there are", (scene) => {
    const highest = 2 ** 32 - 2;
    const { report } = scene.inside((config) => {
      config.process.user = { uid: highest, gid: highest, additionalGids: [highest] };
    });
    expect([report.uids[0], report.gids[0], report.groups]).toEqual([highest, highest, [highest]]);
  });

  check("uid and gid: 4294967295, which is no id, is an error", (scene) => {
    for (const user of [
      { uid: 2 ** 32 - 1, gid: 0 },
      { uid: 0, gid: 2 ** 32 - 1 },
      { uid: 0, gid: 0, additionalGids: [2 ** 32 - 1] },
    ]) {
      scene.refuses((config) => {
        config.process.user = user;
      }, /process.user/);
    }
  });

  check("additionalGids: repeated ones", (scene) => {
    const { report } = scene.inside((config) => {
      config.process.user.additionalGids = [9, 7, 9];
    });
    expect([...new Set(report.groups)].sort()).toEqual([7, 9]);
  });

  check("additionalGids: as many as the kernel takes, and one more", (scene) => {
    const groups = (count: number): Change => {
      return (config) => {
        config.process.user.additionalGids = Array.from({ length: count }, (_, index) => index + 1);
      };
    };
    expect(scene.inside(groups(65_536)).report.groups.length).toBe(65_536);
    scene.refuses(groups(65_537), /process.user.additionalGids/);
  });

  check("umask: from none to all", (scene) => {
    for (const umask of [0, 0o777]) {
      const { report } = scene.inside((config) => {
        config.process.user.umask = umask;
      });
      expect(report.umask).toBe(umask);
    }
    scene.refuses((config) => {
      config.process.user.umask = 0o1000;
    }, /umask/);
  });

  check("the caller's supplementary groups do not arrive", (scene) => {
    const bundle = scene.probeBundle(["report"]);
    const words = scene.runtime.words(["run", "--bundle", bundle.dir, scene.container(bundle).id]);
    const outcome = scene.shell('exec setpriv --groups 11,12 "$@"', words).ok();
    expect(JSON.parse(outcome.stdout).groups).toEqual([]);
  });

  check("umask: the process has it", { proves: ["/process/user/umask"] }, (scene) => {
    const seen = scene.contrast(
      (config) => {
        config.process.user.umask = 0o077;
      },
      ({ report }) => report.umask,
    );
    expect(seen).toEqual({ without: 0o022, with: 0o077 });
  });

  check("umask: it shapes files that are made", (scene) => {
    const seen = scene.contrast(
      (config) => {
        config.process.user.umask = 0o027;
      },
      (inside) => inside.line(1).mode,
      ["write", "/dev/shm/file", "x"],
      "stat /dev/shm/file",
    );
    expect(seen).toEqual({ without: "0644", with: "0640" });
  });

  check("umask: the caller's does not arrive", (scene) => {
    const bundle = scene.probeBundle(["report"]);
    const words = scene.runtime.words(["run", "--bundle", bundle.dir, scene.container(bundle).id]);
    const outcome = scene.shell('umask 0777; exec "$@"', words).ok();
    expect(JSON.parse(outcome.stdout).umask).toBe(0o022);
  });

  check("a cwd that only this user may enter", (scene) => {
    const bundle = scene.probeBundle(["report"], (config) => {
      asUser(config);
      config.process.cwd = "/home/private";
    });
    scene.shell('mkdir -p "$1" && chown 1000:1001 "$1" && chmod 700 "$1"', [`${bundle.rootfs}/home/private`]).ok();
    const container = scene.container(bundle);
    container.run().ok();
    expect(container.report.cwd).toBe("/home/private");
  });

  check("the standard streams belong to the user", (scene) => {
    const { report } = scene.inside(asUser);
    expect(report.descriptors.map(({ uid }) => uid)).toEqual([1000, 1000, 1000]);
  });
});

const SETS = ["effective", "permitted", "inheritable", "bounding", "ambient"] as const;

suite("process capabilities", (check) => {
  check("each set is exactly what config.json says", (scene) => {
    const names = ["CAP_CHOWN", "CAP_NET_ADMIN", "CAP_SYS_ADMIN"];
    const { report } = scene.inside(withCapabilities(names));
    for (const set of SETS) expect(capabilityNames(report.capabilities[set]), set).toEqual(names);
  });

  check("the sets may differ", (scene) => {
    const { report } = scene.inside((config) => {
      config.process.capabilities = {
        bounding: ["CAP_CHOWN", "CAP_KILL", "CAP_FOWNER", "CAP_SETUID"],
        permitted: ["CAP_CHOWN", "CAP_KILL"],
        effective: ["CAP_CHOWN"],
        inheritable: ["CAP_KILL"],
        ambient: [],
      };
    });
    // execve by root gives the bounding set to permitted and effective, capabilities(7)
    expect(capabilityNames(report.capabilities.bounding)).toEqual([
      "CAP_CHOWN",
      "CAP_FOWNER",
      "CAP_KILL",
      "CAP_SETUID",
    ]);
    expect(capabilityNames(report.capabilities.inheritable)).toEqual(["CAP_KILL"]);
    expect(capabilityNames(report.capabilities.ambient)).toEqual([]);
  });

  check("each set alone", { proves: SETS.map((set) => `/process/capabilities/${set}/*`) }, (scene) => {
    const names = ["CAP_NET_RAW", "CAP_DAC_OVERRIDE"];
    const without = (...sets: string[]): Change => {
      return (config) => {
        const given = SETS.map((set) => [set, sets.includes(set) ? [] : [...names]]);
        config.process.capabilities = Object.fromEntries(given);
      };
    };
    const bits = (change: Change, set: (typeof SETS)[number]) =>
      capabilityNames(scene.inside(change).report.capabilities[set]);
    expect(bits(without("ambient"), "bounding").sort()).toEqual([...names].sort());
    expect(bits(without("ambient", "inheritable", "bounding"), "bounding")).toEqual([]);
    expect(bits(without("ambient"), "inheritable").sort()).toEqual([...names].sort());
    expect(bits(without("ambient", "inheritable"), "inheritable")).toEqual([]);
    // execve by an ordinary user leaves what is ambient, which must be permitted: capabilities(7)
    expect(bits(all(asUser, without()), "permitted").sort()).toEqual([...names].sort());
    expect(bits(all(asUser, without("ambient")), "permitted")).toEqual([]);
    scene.refuses(all(asUser, without("permitted")), /capabilit|operation not permitted/i);
    // and to begin the program is the last that the effective ones are asked for
    const begun = (change: Change) => {
      const bundle = scene.probeBundle(["exit 0"], all(asUser, change));
      scene.shell('cp "$1/probe" "$1/own" && chmod 700 "$1/own"', [bundle.rootfs]).ok();
      bundle.config.process.args = ["/own", "exit", "0"];
      bundle.write();
      return scene.container(bundle).run().status;
    };
    expect(begun(without("ambient"))).toBe(0);
    expect(begun(without("ambient", "effective"))).not.toBe(0);
  });

  check("inheritable is empty where it is not given (CVE-2022-29162)", (scene) => {
    const { report } = scene.inside((config) => {
      const names = ["CAP_CHOWN"];
      config.process.capabilities = { bounding: names, effective: names, permitted: names };
    });
    expect(capabilityNames(report.capabilities.inheritable)).toEqual([]);
    expect(capabilityNames(report.capabilities.ambient)).toEqual([]);
  });

  check("ambient: an ordinary user keeps it over exec", { proves: ["/process/capabilities/ambient/*"] }, (scene) => {
    const with_ = (ambient: string[]): Change =>
      all(asUser, withCapabilities(["CAP_NET_RAW"]), (config) => {
        config.process.capabilities = { ...config.process.capabilities, ambient };
      });
    const [without, present] = [[], ["CAP_NET_RAW"]].map((ambient) =>
      capabilityNames(scene.inside(with_(ambient)).report.capabilities.effective),
    );
    expect(without).toEqual([]);
    expect(present).toEqual(["CAP_NET_RAW"]);
  });

  check("absent: an ordinary user has none, and cannot get any", (scene) => {
    const { report } = scene.inside((config) => {
      asUser(config);
      delete config.process.capabilities;
    });
    for (const set of SETS) expect(capabilityNames(report.capabilities[set]), set).toEqual([]);
  });

  check("a name that the kernel does not know is a warning", (scene) => {
    const bundle = scene.probeBundle(["report"], withCapabilities(["CAP_KILL", "CAP_TELEPORT"]));
    const container = scene.container(bundle);
    const outcome = container.run().ok();
    expect(outcome.stderr).toContain("CAP_TELEPORT");
    expect(capabilityNames(container.report.capabilities.permitted)).toEqual(["CAP_KILL"]);
  });

  check("a capability acts", (scene) => {
    // sethostname(NULL, 0)
    const seen = scene.contrast(
      withCapabilities(["CAP_SYS_ADMIN"]),
      (inside) => inside.line(0).errno,
      "syscall 170 0 0",
    );
    expect(seen).toEqual({ without: "EPERM", with: "" });
  });

  check("noNewPrivileges: set and not set", { proves: ["/process/noNewPrivileges"] }, (scene) => {
    const { report } = scene.inside((config) => {
      config.process.noNewPrivileges = false;
    });
    expect(report.noNewPrivileges).toBe(false);
    expect(scene.inside().report.noNewPrivileges).toBe(true);
  });
});
