import { readFileSync, readlinkSync } from "node:fs";
import { expect } from "vitest";
import { all, withNamespace, withUserNamespace } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Change, Linux } from "../../harness/config.ts";
import type { Inside } from "../../harness/scene.ts";

const DAY = 86_400;

function withOffsets(timeOffsets: NonNullable<Linux["timeOffsets"]>): Change {
  return (config) => {
    config.linux.timeOffsets = timeOffsets;
  };
}

function withPolicy(memoryPolicy: NonNullable<Linux["memoryPolicy"]>): Change {
  return (config) => {
    config.linux.memoryPolicy = memoryPolicy;
  };
}

/** Clock, seconds, nanoseconds, as the kernel lists them. */
function offsets(text: string): string[] {
  return text
    .trim()
    .split("\n")
    .map((line) => line.trim().replace(/\s+/g, " "));
}

/** In days ahead of the host; a run takes seconds. Plus 0, as a little less than none is -0. */
function daysAhead({ report }: Inside): { monotonic: number; boottime: number } {
  const host = Number(readFileSync("/proc/uptime", "utf8").split(" ")[0]);
  const monotonic = Number(process.hrtime.bigint() / 1_000_000_000n);
  return {
    monotonic: Math.round((report.monotonicSeconds - monotonic) / DAY) + 0,
    boottime: Math.round((report.bootSeconds - host) / DAY) + 0,
  };
}

suite("time offsets", (check) => {
  const places = (clock: string) => ["secs", "nanosecs"].map((field) => `/linux/timeOffsets/${clock}/${field}`);
  const time = withNamespace("time");

  check("of both clocks", { proves: [...places("monotonic"), ...places("boottime")] }, (scene) => {
    const shifted = withOffsets({
      monotonic: { secs: 2 * DAY, nanosecs: 7 },
      boottime: { secs: 9 * DAY, nanosecs: 999_999_999 },
    });
    const without = scene.inside(time);
    const shift = scene.inside(all(time, shifted));
    expect(offsets(without.report.timeOffsets)).toEqual(["monotonic 0 0", "boottime 0 0"]);
    expect(offsets(shift.report.timeOffsets)).toEqual(["monotonic 172800 7", "boottime 777600 999999999"]);
    expect(daysAhead(without)).toEqual({ monotonic: 0, boottime: 0 });
    expect(daysAhead(shift)).toEqual({ monotonic: 2, boottime: 9 });
  });

  check("backwards, to just after the start", (scene) => {
    const monotonic = Number(process.hrtime.bigint() / 1_000_000_000n);
    const { report } = scene.inside(all(time, withOffsets({ monotonic: { secs: 5 - monotonic } })));
    expect(report.monotonicSeconds).toBeLessThan(60);
  });

  check("init has them while it waits", (scene) => {
    const container = scene.container(
      scene.probeBundle(["sleep"], all(time, withOffsets({ boottime: { secs: DAY } }))),
    );
    container.create().ok();
    const proc = `/proc/${container.state().pid}`;
    expect(readlinkSync(`${proc}/ns/time`)).not.toBe(readlinkSync("/proc/self/ns/time"));
    expect(offsets(readFileSync(`${proc}/timens_offsets`, "utf8"))).toContain(`boottime ${DAY} 0`);
  });

  check("in a user namespace", (scene) => {
    const change = all(time, withUserNamespace(), withOffsets({ monotonic: { secs: DAY } }));
    const bundle = scene.probeBundle(["report"], change);
    scene.shell('chown -R 100000:100000 "$1"; chmod 755 "$1" "$1/.." "$1/../.."', [bundle.rootfs]).ok();
    const container = scene.container(bundle);
    container.run().ok();
    expect(offsets(container.report.timeOffsets)).toContain(`monotonic ${DAY} 0`);
  });

  check("without a time namespace they are an error", (scene) => {
    scene.refuses(withOffsets({ monotonic: { secs: 5 } }), /time namespace/);
  });

  check("for a namespace that exists already they are an error", (scene) => {
    const other = scene.running(["sleep"], time);
    const joined = withNamespace("time", `/proc/${other.state().pid}/ns/time`);
    scene.refuses(all(joined, withOffsets({ monotonic: { secs: 5 } })), /time/);
  });

  check("a clock before its start is an error that names it", (scene) => {
    const { stderr } = scene.refuses(all(time, withOffsets({ boottime: { secs: -1_000_000_000 } })), /boottime/);
    expect(stderr).toMatch(/result too large|out of range/);
  });

  check("another clock is an error that names it", (scene) => {
    scene.refuses(all(time, withOffsets({ realtime: { secs: 5 } })), /realtime/);
  });
});

suite("personality", (check) => {
  const of = (domain: string, flags?: string[]): Change => {
    return (config) => {
      config.linux.personality = { domain, ...(flags === undefined ? {} : { flags }) };
    };
  };

  check("LINUX32: the machine that uname tells of", { proves: ["/linux/personality/domain"] }, (scene) => {
    const seen = scene.contrast(of("LINUX32"), ({ report }) => [report.personality & 0xff, report.machine]);
    expect(seen.without[0]).toBe(0);
    expect(seen.with[0]).toBe(8);
    if (process.arch === "x64") expect([seen.without[1], seen.with[1]]).toEqual(["x86_64", "i686"]);
  });

  check("LINUX: whatever the caller's is", (scene) => {
    const personality = (change: Change): number => {
      const bundle = scene.probeBundle(["report"], change);
      const words = scene.runtime.words(["run", "--bundle", bundle.dir, scene.container(bundle).id]);
      return JSON.parse(scene.shell('exec setarch linux32 "$@"', words).ok().stdout).personality & 0xff;
    };
    expect([personality(() => {}), personality(of("LINUX"))]).toEqual([8, 0]);
  });

  check("a flag is a warning with its place", { proves: ["/linux/personality/flags/*"] }, (scene) => {
    const said = (flags: string[]) =>
      scene
        .container(scene.probeBundle(["report"], of("LINUX", flags)))
        .run()
        .ok().stderr;
    expect(said([])).toBe("");
    expect(said(["ADDR_NO_RANDOMIZE"])).toMatch(/personality.flags/);
  });

  check("a domain that does not exist is an error", (scene) => {
    scene.refuses(of("SOLARIS"), /SOLARIS|domain/);
  });
});

/** Numbers of linux/mempolicy.h. */
const MODES = [
  ["MPOL_PREFERRED", 1],
  ["MPOL_BIND", 2],
  ["MPOL_INTERLEAVE", 3],
  ["MPOL_PREFERRED_MANY", 5],
] as const;

suite("memory policy", (check) => {
  const policy = ({ report }: Inside) => report.memoryPolicy;
  const at = (field: string) => `/linux/memoryPolicy/${field}`;

  check("each mode with a node", { proves: [at("mode"), at("nodes")] }, (scene) => {
    for (const [mode, number] of MODES) {
      const seen = scene.contrast(withPolicy({ mode, nodes: "0" }), policy);
      expect(seen.without).toEqual({ mode: 0, flags: 0, nodes: [] });
      expect(seen.with).toEqual({ mode: number, flags: 0, nodes: [0] });
    }
  });

  check("MPOL_LOCAL, and MPOL_PREFERRED without a node", (scene) => {
    for (const mode of ["MPOL_LOCAL", "MPOL_PREFERRED"]) {
      expect(scene.contrast(withPolicy({ mode }), policy).with).toEqual({ mode: 4, flags: 0, nodes: [] });
    }
  });

  check("MPOL_DEFAULT: whatever the caller's is", (scene) => {
    expect(scene.inside(withPolicy({ mode: "MPOL_DEFAULT" })).report.memoryPolicy.mode).toBe(0);
  });

  check("MPOL_WEIGHTED_INTERLEAVE", (scene) => {
    const change = withPolicy({ mode: "MPOL_WEIGHTED_INTERLEAVE", nodes: "0" });
    expect(scene.contrast(change, policy).with).toEqual({ mode: 6, flags: 0, nodes: [0] });
  });

  check("each flag", { proves: [at("flags/*")] }, (scene) => {
    const flags = ["MPOL_F_NUMA_BALANCING", "MPOL_F_RELATIVE_NODES", "MPOL_F_STATIC_NODES"];
    const bind = (list: string[]) => scene.inside(withPolicy({ mode: "MPOL_BIND", nodes: "0", flags: list }));
    expect(bind([]).report.memoryPolicy.flags).toBe(0);
    expect(flags.map((flag) => bind([flag]).report.memoryPolicy.flags)).toEqual([1 << 13, 1 << 14, 1 << 15]);
  });

  check("two nodes", (scene) => {
    for (const nodes of ["0-1", "1, 0"]) {
      const change = withPolicy({ mode: "MPOL_INTERLEAVE", nodes });
      expect(scene.contrast(change, policy).with).toEqual({ mode: 3, flags: 0, nodes: [0, 1] });
    }
    expect(scene.inside(withPolicy({ mode: "MPOL_BIND", nodes: "1" })).report.memoryPolicy.nodes).toEqual([1]);
  });

  check("init has it while it waits", (scene) => {
    const container = scene.container(scene.probeBundle(["sleep"], withPolicy({ mode: "MPOL_BIND", nodes: "0" })));
    container.create().ok();
    expect(readFileSync(`/proc/${container.state().pid}/numa_maps`, "utf8")).toMatch(/ bind(=\w+)?:0 /);
  });

  check("a node that is not there: the error says so", { refuses: [at("nodes")] }, (scene) => {
    const { stderr } = scene.refuses(withPolicy({ mode: "MPOL_BIND", nodes: "1000" }), /invalid argument/);
    expect(stderr).toMatch(/MPOL_BIND.*no node of the list has memory here/s);
  });

  check("one of the nodes is not there: a warning names it", (scene) => {
    const bundle = scene.probeBundle(["report"], withPolicy({ mode: "MPOL_BIND", nodes: "0,1000" }));
    const container = scene.container(bundle);
    expect(container.run().ok().stderr).toMatch(/node 1000/);
    expect(container.report.memoryPolicy).toEqual({ mode: 2, flags: 0, nodes: [0] });
  });

  check("nodes that do not go with the mode are errors", (scene) => {
    const wrong: [string, string | undefined][] = [
      ["MPOL_DEFAULT", "0"],
      ["MPOL_LOCAL", "0"],
      ["MPOL_BIND", undefined],
      ["MPOL_INTERLEAVE", ""],
      ["MPOL_BIND", "1-0"],
      ["MPOL_BIND", "0-"],
      ["MPOL_BIND", "1024"],
      ["MPOL_SPREAD", "0"],
    ];
    for (const [mode, nodes] of wrong) {
      scene.refuses(withPolicy({ mode, ...(nodes === undefined ? {} : { nodes }) }), /polic/i);
    }
  });

  check("a flag that does not exist, or does not go with another, is an error", (scene) => {
    const flags = (...list: string[]) => withPolicy({ mode: "MPOL_BIND", nodes: "0", flags: list });
    scene.refuses(flags("MPOL_F_SOMETIMES"), /flag/);
    scene.refuses(flags("MPOL_F_STATIC_NODES", "MPOL_F_RELATIVE_NODES"), /flags|invalid argument/);
  });
});
