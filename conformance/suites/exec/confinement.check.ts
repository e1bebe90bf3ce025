/** What holds for the container's own process holds for what is executed beside it. */
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { all, withCapabilities } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Change, Process } from "../../harness/config.ts";
import { probePath } from "../../harness/environment.ts";
import { parseLines, type Report } from "../../harness/report.ts";
import { Inside } from "../../harness/scene.ts";
import { FAILURE, processOf, statusField } from "./executed.ts";

const SYNC = process.arch === "arm64" ? 81 : 162;

const seccomp = (names: string[], action: string, more: { errnoRet?: number } = {}): Change => {
  return (config) => {
    config.linux.seccomp = { defaultAction: "SCMP_ACT_ALLOW", syscalls: [{ names, action, ...more }] };
  };
};
const refused = seccomp(["sync"], "SCMP_ACT_ERRNO", { errnoRet: 17 });

const plainPrivileges: Change = (config) => {
  config.process.noNewPrivileges = false;
};

suite("exec confinement", (check) => {
  check("seccomp: with and without no_new_privs", (scene) => {
    expect(
      scene
        .running()
        .inside([`syscall ${SYNC}`])
        .line(0).errno,
    ).toBe("");
    for (const change of [refused, all(refused, plainPrivileges)]) {
      expect(
        scene
          .running(["sleep"], change)
          .inside([`syscall ${SYNC}`])
          .line(0).errno,
      ).toBe("EEXIST");
    }
  });

  check("seccomp: a profile that kills who executes is an error", (scene) => {
    const change = seccomp(["execve", "execveat"], "SCMP_ACT_KILL_PROCESS");
    const container = scene.container(scene.probeBundle(["sleep"], change));
    container.create().ok();
    container.exec(["/probe", "exit", "0"]).fails(/signal 31/, FAILURE);
  });

  for (const [privileges, change] of [
    ["with no_new_privs", () => {}],
    ["without no_new_privs", plainPrivileges],
  ] as const) {
    check(`seccomp: notifications go to the agent, whose container runs: ${privileges}`, async (scene) => {
      const path = join(scene.dir, "agent");
      const listen = async () => {
        rmSync(path, { force: true });
        const agent = scene.beside(probePath, ["agent", path, String(SYNC), "-17", "0"]);
        await agent.says("listening");
        return agent;
      };
      const listened: Change = (config) => {
        config.linux.seccomp = {
          defaultAction: "SCMP_ACT_ALLOW",
          listenerPath: path,
          listenerMetadata: "mine",
          syscalls: [{ names: ["sync"], action: "SCMP_ACT_NOTIFY" }],
        };
      };
      const first = await listen();
      const container = scene.running(["sleep"], all(listened, change));
      first.kill();
      const agent = await listen();
      const beside = container.execBeside(["/probe", "syscall", String(SYNC), "--", "report"]);
      expect(new Inside((await beside.ended).ok()).line(0).errno).toBe("EEXIST");
      const { payload, count } = await agent.line("agent");
      expect(count).toBe(1);
      const state = JSON.parse(payload);
      expect(state).toMatchObject({
        fds: ["seccompFd"],
        metadata: "mine",
        state: { id: container.id, status: "running" },
      });
      expect(state.state.pid).toBe(container.state().pid);
      expect(state.pid).not.toBe(state.state.pid);
      expect(
        parseLines(agent.stdout)
          .filter(({ verb }) => verb === "notification")
          .map(({ number }) => number),
      ).toContain(SYNC);
    });
  }

  check("capabilities: inheritable and ambient as config.json has them (CVE-2022-29162)", (scene) => {
    const sets = (change: Change) => scene.running(["sleep"], change).inside(["report"]).report.capabilities;
    const none = "0000000000000000";
    const kill = "0000000000000020";
    expect(sets(withCapabilities(["CAP_KILL"], ["bounding", "effective", "permitted"]))).toMatchObject({
      inheritable: none,
      ambient: none,
    });
    expect(sets(withCapabilities(["CAP_KILL"]))).toMatchObject({ inheritable: kill, ambient: kill });
  });

  check("--cap: with inheritable ones in config.json, none is added to them", (scene) => {
    const container = scene.running(["sleep"], withCapabilities(["CAP_KILL"]));
    const { capabilities } = container.inside(["report"], ["--cap", "CAP_CHOWN"]).report;
    expect(capabilities).toMatchObject({
      bounding: "0000000000000021",
      inheritable: "0000000000000020",
      ambient: "0000000000000020",
    });
  });

  check("personality and memory policy", (scene) => {
    const { report } = scene
      .running(["sleep"], (config) => {
        config.linux.personality = { domain: "LINUX32" };
      })
      .inside(["report"]);
    expect(report.personality & 0xff).toBe(8);
  });

  check("a keyring of the container's, not the caller's", (scene) => {
    const container = scene.running();
    const keyring = (flags: readonly string[]) => {
      const other = scene.container();
      other.create(flags).ok();
      return other.inside(["report"]).report.keyring;
    };
    expect(container.inside(["report"]).report.keyring).toMatch(/^keyring;\d+;\d+;\w+;_ses\./);
    expect(keyring(["--no-new-keyring"])).not.toContain("_ses.box");
  });

  check("masked and read-only paths hold", (scene) => {
    const container = scene.running();
    const inside = container.inside(["write /proc/sys/kernel/hostname x", "read /proc/timer_list"]);
    expect([inside.line(0).errno, inside.line(1).text]).toEqual(["EROFS", ""]);
  });

  check("devices that are denied stay denied", (scene) => {
    const container = scene.running(["sleep"], withCapabilities(["CAP_MKNOD"]));
    const [made, opened] = container.inside(["mknod /dev/disk b 8 0", "try-open /dev/disk r"]).lines;
    expect([made?.errno, opened?.errno]).toEqual(["", "EPERM"]);
  });
});

suite("exec affinity", (check) => {
  const AT = "/process/execCPUAffinity";
  type Affinity = NonNullable<Process["execCPUAffinity"]>;
  const affinity =
    (value: Affinity): Change =>
    (config) => {
      config.process.execCPUAffinity = value;
    };
  const allowed = (report: Report) => statusField(report, "Cpus_allowed_list");

  check(
    "initial and final: the processors that a process of exec may use",
    { proves: [`${AT}/initial`, `${AT}/final`] },
    (scene) => {
      const seen = (change?: Change) => allowed(scene.running(["sleep"], change).inside(["report"]).report);
      const all = seen();
      expect(all).not.toBe("0");
      expect(seen(affinity({ final: "0" }))).toBe("0");
      expect(seen(affinity({ final: "1" }))).toBe("1");
      expect(seen(affinity({ initial: "0", final: "1" }))).toBe("1");
      // what only the first names, the cgroup's own set may widen again
      expect(["0", all]).toContain(seen(affinity({ initial: "0" })));
    },
  );

  check("it is not for the container's init", (scene) => {
    const change = affinity({ initial: "0", final: "0" });
    expect(allowed(scene.inside(change).report)).toBe(allowed(scene.inside().report));
  });

  check("of a process file, instead of the container's", (scene) => {
    const container = scene.running(["sleep"], affinity({ final: "0" }));
    const outcome = (value: Affinity) =>
      container.execProcess(processOf(container, ["report"], { execCPUAffinity: value }));
    expect(allowed(new Inside(outcome({ final: "1" }).ok()).report)).toBe("1");
    expect(existsSync(join(container.bundle.dir, "process.json"))).toBe(true);
  });

  check("processors that are not there are an error", (scene) => {
    const container = scene.running(["sleep"], affinity({ final: "1000-1023" }));
    container.exec(["/probe", "report"]).fails(/processors|affinity|invalid argument/i, FAILURE);
  });

  check("what is no list of processors is an error", (scene) => {
    for (const list of ["-", "1-", "-3", ",", " ", "54-53", "1 - 2", "1024", "x"]) {
      scene.refuses(affinity({ initial: list }), /initial/i);
      scene.refuses(affinity({ final: list }), /final/i);
    }
  });

  check("lists with blanks, empty ranges and repetitions are taken", (scene) => {
    for (const list of ["", "0", "0-1", ",0,1,", "1, 2, 1-2", " , 1 , 3 , 5-7, ", "1023"]) {
      scene.inside(affinity({ initial: list, final: list }));
    }
  });
});
