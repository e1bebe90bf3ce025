/** Every flag of exec, by what the program sees of it. */
import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { withCapabilities } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import { isAlive } from "../../harness/processes.ts";
import { eventuallySync } from "../../harness/waiting.ts";
import { FAILURE, statusField } from "./executed.ts";

const KILL_AND_CHOWN = "0000000000000021";
const KILL = "0000000000000020";
const NONE = "0000000000000000";

suite("exec flags", (check) => {
  check("without any: the process of config.json, but for the command and a terminal", (scene) => {
    const container = scene.running(["sleep"], (config) => {
      config.process.env.push("ONE=1");
      config.process.cwd = "/tmp";
      config.process.user = { uid: 1000, gid: 1001, additionalGids: [1002] };
      config.process.rlimits = [{ type: "RLIMIT_NOFILE", soft: 99, hard: 100 }];
    });
    const { report } = container.inside(["report"]);
    expect(report).toMatchObject({ cwd: "/tmp", groups: [1002], noNewPrivileges: true });
    expect(report.uids).toEqual([1000, 1000, 1000, 1000]);
    expect(report.gids).toEqual([1001, 1001, 1001, 1001]);
    expect(report.limits.RLIMIT_NOFILE).toEqual(["99", "100"]);
    expect(report.env).toContain("ONE=1");
    expect(report.terminals.map(({ terminal }) => terminal)).toEqual([false, false, false]);
  });

  check("umask: that of config.json", (scene) => {
    const container = scene.running(["sleep"], (config) => {
      config.process.user = { uid: 0, gid: 0, umask: 0o27 };
    });
    expect(container.inside(["report"]).report.umask).toBe(0o27);
    expect(scene.running().inside(["report"]).report.umask).toBe(0o22);
  });

  check("what follows the id is the program's, flags and all", (scene) => {
    const container = scene.running();
    const flags = ["report", "-t", "--cwd", "/nope", "-e", "--", "exit", "3"];
    const outcome = container.exec(["/probe", ...flags]);
    expect(outcome.status).toBe(3);
  });

  check("--cwd", { flags: ["exec --cwd"] }, (scene) => {
    const container = scene.running();
    expect(container.inside(["report"], ["--cwd", "/etc"]).report.cwd).toBe("/etc");
    expect(container.inside(["report"], ["-cwd=/tmp"]).report.cwd).toBe("/tmp");
  });

  check("--cwd: one that is missing, or relative, is an error", (scene) => {
    const container = scene.running();
    container
      .exec(["/probe", "report"], ["--cwd", "/nope"])
      .fails(/chdir to cwd \(\\?"\/nope\\?"\).*no such file or directory/s, FAILURE);
    container.exec(["/probe", "report"], ["--cwd", "etc"]).fails(/cwd.*absolute/is, FAILURE);
  });

  check("--env: several, after those of config.json, of which the last counts", { flags: ["exec --env"] }, (scene) => {
    const container = scene.running(["sleep"], (config) => {
      config.process.env.push("A=config", "B=config");
    });
    const { env } = container.inside(["report"], ["-e", "B=flag", "-e", "C=a=b c", "-e", "D="]).report;
    expect(env).toEqual(expect.arrayContaining(["A=config", "B=flag", "C=a=b c", "D="]));
    expect(env).not.toContain("B=config");
  });

  check("--env: what is no variable is an error", (scene) => {
    const container = scene.running();
    for (const word of ["FOO", "=x", ""]) container.exec(["/probe", "report"], ["--env", word]).fails(/env/i, FAILURE);
  });

  check("--user: ids as they are written, the group only where it is given", { flags: ["exec --user"] }, (scene) => {
    const container = scene.running(["sleep"], (config) => {
      config.process.user = { uid: 5, gid: 6, additionalGids: [7] };
    });
    const ids = (...flags: string[]) => {
      const { uids, gids, groups } = container.inside(["report"], flags).report;
      return [uids[0], gids[0], groups];
    };
    expect(ids("--user", "1")).toEqual([1, 6, [7]]);
    expect(ids("-u", "1:2")).toEqual([1, 2, [7]]);
    expect(ids("-u", "2147483647:2147483646")).toEqual([2147483647, 2147483646, [7]]);
    expect(ids("-u", "0:0")).toEqual([0, 0, [7]]);
  });

  check("--additional-gids: several, beside those of config.json", { flags: ["exec --additional-gids"] }, (scene) => {
    const container = scene.running(["sleep"], (config) => {
      config.process.user = { uid: 5, gid: 6, additionalGids: [7] };
    });
    const { groups } = container.inside(["report"], ["--additional-gids", "8", "--additional-gids=9"]).report;
    expect([...groups].sort()).toEqual([7, 8, 9]);
    container.exec(["/probe", "report"], ["--additional-gids=-1"]).fails(/additional-gids/, FAILURE);
  });

  check("--cap: all sets but the inheritable one", { flags: ["exec --cap"] }, (scene) => {
    const container = scene.running(["sleep"], withCapabilities(["CAP_KILL"], ["bounding", "effective", "permitted"]));
    const sets = (...flags: string[]) => container.inside(["report"], flags).report.capabilities;
    expect(sets()).toMatchObject({
      bounding: KILL,
      effective: KILL,
      permitted: KILL,
      inheritable: NONE,
      ambient: NONE,
    });
    expect(sets("--cap", "CAP_CHOWN")).toMatchObject({
      bounding: KILL_AND_CHOWN,
      effective: KILL_AND_CHOWN,
      permitted: KILL_AND_CHOWN,
      inheritable: NONE,
      ambient: NONE,
    });
  });

  check("--cap: one that does not exist is told of, and left out", (scene) => {
    const container = scene.running();
    const outcome = container.exec(["/probe", "exit", "0"], ["--cap", "CAP_BOGUS"]).ok();
    expect(outcome.stderr).toContain("CAP_BOGUS");
  });

  check("--no-new-privs: on and off, whatever config.json says", { flags: ["exec --no-new-privs"] }, (scene) => {
    const on = scene.running();
    expect(on.inside(["report"], ["--no-new-privs=false"]).report.noNewPrivileges).toBe(false);
    const off = scene.running(["sleep"], (config) => {
      config.process.noNewPrivileges = false;
    });
    expect(off.inside(["report"]).report.noNewPrivileges).toBe(false);
    expect(off.inside(["report"], ["--no-new-privs"]).report.noNewPrivileges).toBe(true);
  });

  check(
    "--detach and --pid-file: the pid, without a newline, of a process that goes on",
    { flags: ["exec --detach", "exec --pid-file"] },
    (scene) => {
      const container = scene.running();
      const file = join(scene.dir, "pid");
      container.exec(["/probe", "report", "--", "sleep"], ["--detach", "--pid-file", file]).ok();
      const pid = Number(readFileSync(file, "utf8"));
      expect(readFileSync(file, "utf8")).toBe(String(pid));
      expect(isAlive(pid)).toBe(true);
      process.kill(pid, "SIGKILL");
      eventuallySync("the end of the process", () => !isAlive(pid));
      expect(container.state().status).toBe("running");
    },
  );

  check("--pid-file: relative to the caller's directory, in the foreground too", (scene) => {
    const container = scene.running();
    container.exec(["/probe", "exit", "0"], ["--pid-file", "here.pid"], { cwd: scene.dir }).ok();
    expect(readFileSync(join(scene.dir, "here.pid"), "utf8")).toMatch(/^\d+$/);
  });

  check("--pid-file: none is left by an exec that fails", (scene) => {
    const container = scene.running();
    const file = join(scene.dir, "pid");
    const bad = join(container.bundle.rootfs, "bad");
    writeFileSync(bad, "\x7fELF and no more", { mode: 0o755 });
    container.exec(["/bad"], ["--pid-file", file]).fails(/exec/, FAILURE);
    expect(existsSync(file)).toBe(false);
  });

  check("--preserve-fds: exactly these", { flags: ["exec --preserve-fds"] }, (scene) => {
    const container = scene.running();
    const held = [3, 4, 5].map((number) => {
      const path = join(scene.dir, `file-${number}`);
      writeFileSync(path, `I am ${number}`);
      return openSync(path, "r");
    });
    const fds = (...flags: string[]) => {
      const { report } = container.inside(["report"], flags, { descriptors: held });
      return report.descriptors.map(({ fd }) => fd);
    };
    expect(fds()).toEqual([0, 1, 2]);
    expect(fds("--preserve-fds", "2")).toEqual([0, 1, 2, 3, 4]);
    expect(container.inside(["read-fd 4"], ["--preserve-fds=2"], { descriptors: held }).line(0).text).toBe("I am 4");
    for (const fd of held) closeSync(fd);
  });

  check("--preserve-fds: one that is not open is an error", (scene) => {
    scene
      .running()
      .exec(["/probe", "report"], ["--preserve-fds", "3"])
      .fails(/descriptor|fd|preserve/i, FAILURE);
  });

  check(
    "--apparmor and --process-label: an error where the module is not active",
    { flags: ["exec --apparmor", "exec --process-label"] },
    (scene) => {
      const container = scene.running();
      container.exec(["/probe", "report"], ["--apparmor", "nobody"]).fails(/apparmor/i, FAILURE);
      container.exec(["/probe", "report"], ["--process-label", "nobody"]).fails(/selinux/i, FAILURE);
    },
  );

  check("standard input, output and errors are the caller's", (scene) => {
    const container = scene.running();
    const outcome = container.exec(["/probe", "cat"], [], { input: "to and fro" }).ok();
    expect(outcome.stdout).toBe("to and fro");
  });

  check("the caller's environment does not arrive", (scene) => {
    const container = scene.running();
    const { env } = container.inside(["report"], [], {
      env: { LEAK: "1", LISTEN_FDS: "1", NOTIFY_SOCKET: "/x" },
    }).report;
    expect(env.filter((variable) => /LEAK|LISTEN|NOTIFY|CAISSON/.test(variable))).toEqual([]);
  });

  check("HOME: of the user in the container's passwd", (scene) => {
    const bundle = scene.probeBundle(["sleep"]);
    bundle.put("etc/passwd", "root:x:0:0::/root:/bin/sh\nuser:x:1000:1000::/home/user:/bin/sh\n");
    const container = scene.container(bundle);
    container.create().ok();
    container.start().ok();
    expect(container.inside(["report"]).report.env).toContain("HOME=/root");
    expect(container.inside(["report"], ["-u", "1000"]).report.env).toContain("HOME=/home/user");
    expect(container.inside(["report"], ["-e", "HOME=/mine"]).report.env).toContain("HOME=/mine");
  });

  check("a session and a process group of its own, every signal at its default", (scene) => {
    const { report } = scene.running().inside(["report"]);
    expect([report.sid, report.pgid]).toEqual([report.pid, report.pid]);
    expect(report.blockedSignals).toEqual([]);
    expect(report.ignoredSignals).toEqual([]);
    expect(statusField(report, "NSpid")).toBeDefined();
  });

  check("the bundle is not needed any more", (scene) => {
    const container = scene.running(["sleep"], (config) => {
      config.process.env.push("KEPT=1");
    });
    writeFileSync(container.bundle.configFile, "{");
    expect(container.inside(["report"]).report.env).toContain("KEPT=1");
    rmSync(container.bundle.configFile);
    expect(container.inside(["report"]).report.env).toContain("KEPT=1");
  });
});
