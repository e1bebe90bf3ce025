import { expect } from "vitest";
import { suite } from "../../harness/check.ts";

/** Values that can be reached without CAP_SYS_RESOURCE: below the usual hard limits. */
const LIMITS: Readonly<Record<string, readonly [number, number]>> = {
  RLIMIT_AS: [4_000_000_000, 5_000_000_000],
  RLIMIT_CORE: [0, 0],
  RLIMIT_CPU: [100, 200],
  RLIMIT_DATA: [1_000_000_000, 2_000_000_000],
  RLIMIT_FSIZE: [1_000_000, 2_000_000],
  RLIMIT_LOCKS: [10, 20],
  RLIMIT_MEMLOCK: [4096, 8192],
  RLIMIT_MSGQUEUE: [4096, 8192],
  RLIMIT_NICE: [0, 0],
  RLIMIT_NOFILE: [100, 200],
  RLIMIT_NPROC: [500, 600],
  RLIMIT_RSS: [1_000_000, 2_000_000],
  RLIMIT_RTPRIO: [0, 0],
  RLIMIT_RTTIME: [1000, 2000],
  RLIMIT_SIGPENDING: [100, 200],
  RLIMIT_STACK: [1_000_000, 2_000_000],
};

suite("process limits", (check) => {
  check("rlimits: all sixteen", (scene) => {
    const { report } = scene.inside((config) => {
      config.process.rlimits = Object.entries(LIMITS).map(([type, [soft, hard]]) => ({ type, soft, hard }));
    });
    const wanted = Object.entries(LIMITS).map(([type, [soft, hard]]) => [type, [String(soft), String(hard)]]);
    expect(report.limits).toEqual(Object.fromEntries(wanted));
  });

  check(
    "rlimits: without and with",
    { proves: ["/process/rlimits/*/type", "/process/rlimits/*/soft", "/process/rlimits/*/hard"] },
    (scene) => {
      const seen = scene.contrast(
        (config) => {
          config.process.rlimits = [{ type: "RLIMIT_NOFILE", soft: 333, hard: 444 }];
        },
        ({ report }) => report.limits.RLIMIT_NOFILE,
      );
      expect(seen).toEqual({ without: ["1024", "1024"], with: ["333", "444"] });
    },
  );

  check("rlimits: without any, the caller's RLIMIT_NOFILE arrives", (scene) => {
    const bundle = scene.probeBundle(["report"], (config) => {
      delete config.process.rlimits;
    });
    const words = scene.runtime.words(["run", "--bundle", bundle.dir, scene.container(bundle).id]);
    const outcome = scene.shell('ulimit -Sn 777; ulimit -Hn 999; exec "$@"', words).ok();
    expect(JSON.parse(outcome.stdout).limits.RLIMIT_NOFILE).toEqual(["777", "999"]);
  });

  check("rlimits: a type that does not exist is an error", (scene) => {
    scene.refuses((config) => {
      config.process.rlimits = [{ type: "RLIMIT_PATIENCE", soft: 1, hard: 1 }];
    }, /RLIMIT_PATIENCE/);
  });

  check("rlimits: the same type twice is an error", (scene) => {
    scene.refuses((config) => {
      config.process.rlimits = [
        { type: "RLIMIT_CORE", soft: 0, hard: 0 },
        { type: "RLIMIT_CORE", soft: 0, hard: 0 },
      ];
    }, /RLIMIT_CORE|rlimits/);
  });

  check("rlimits: soft above hard is an error", (scene) => {
    scene.refuses((config) => {
      config.process.rlimits = [{ type: "RLIMIT_CORE", soft: 2, hard: 1 }];
    }, /rlimit|soft/i);
  });

  check("oomScoreAdj: the process has it", { proves: ["/process/oomScoreAdj"] }, (scene) => {
    const seen = scene.contrast(
      (config) => {
        config.process.oomScoreAdj = 777;
      },
      ({ report }) => report.oomScoreAdj.trim(),
    );
    expect(seen.with).toBe("777");
  });

  check("oomScoreAdj: out of range is an error", (scene) => {
    scene.refuses((config) => {
      config.process.oomScoreAdj = 1001;
    }, /oom/i);
  });

  check("hostname", { proves: ["/hostname"] }, (scene) => {
    const seen = scene.contrast(
      (config) => {
        config.hostname = "vessel";
      },
      ({ report }) => report.hostname,
    );
    expect(seen).toEqual({ without: "box", with: "vessel" });
  });

  check("domainname", { proves: ["/domainname"] }, (scene) => {
    const seen = scene.contrast(
      (config) => {
        config.domainname = "sea.example";
      },
      ({ report }) => report.domainname,
    );
    expect(seen.with).toBe("sea.example");
  });

  check("hostname: without a UTS namespace it is an error", (scene) => {
    scene.refuses((config) => {
      config.linux.namespaces = config.linux.namespaces.filter(({ type }) => type !== "uts");
    }, /hostname|uts/i);
  });
});
