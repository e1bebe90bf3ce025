/** exec --process: what a file says, and what the container has where it says nothing. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { all, withCapabilities } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import { Inside } from "../../harness/scene.ts";
import { FAILURE, processOf, statusField } from "./executed.ts";

suite("exec --process", (check) => {
  check("args, env, cwd, user, limits, capabilities and no_new_privs", { flags: ["exec --process"] }, (scene) => {
    const container = scene.running(["sleep"], withCapabilities(["CAP_KILL", "CAP_CHOWN"]));
    const process = {
      args: ["/probe", "report", "--", "exit", "5"],
      env: ["A=1", "B=2"],
      cwd: "/etc",
      user: { uid: 10, gid: 11, additionalGids: [12, 13] },
      noNewPrivileges: false,
      rlimits: [{ type: "RLIMIT_CORE", soft: 1, hard: 2 }],
      capabilities: {
        bounding: ["CAP_KILL"],
        inheritable: ["CAP_KILL"],
        permitted: ["CAP_KILL"],
        ambient: ["CAP_KILL"],
      },
    };
    const outcome = container.execProcess(process);
    expect(outcome.status).toBe(5);
    const { report } = new Inside(outcome);
    expect(report).toMatchObject({ cwd: "/etc", groups: [12, 13], noNewPrivileges: false });
    expect(report.env).toEqual(expect.arrayContaining(["A=1", "B=2"]));
    expect([report.uids[0], report.gids[0]]).toEqual([10, 11]);
    expect(report.limits.RLIMIT_CORE).toEqual(["1", "2"]);
    const kill = "0000000000000020";
    expect(report.capabilities).toMatchObject({ bounding: kill, permitted: kill, inheritable: kill, ambient: kill });
  });

  check("umask, oomScoreAdj, ioPriority and scheduler", (scene) => {
    const container = scene.running();
    const process = processOf(container, ["report"], {
      user: { uid: 10, gid: 11, umask: 0o77 },
      oomScoreAdj: 321,
      ioPriority: { class: "IOPRIO_CLASS_BE", priority: 6 },
      scheduler: { policy: "SCHED_BATCH", nice: 3 },
    });
    const { report } = new Inside(container.execProcess(process).ok());
    expect([report.umask, report.oomScoreAdj.trim()]).toEqual([0o77, "321"]);
    expect(report.ioPriority).toEqual({ class: 2, priority: 6 });
    expect(report.scheduler).toMatchObject({ policy: 3, nice: 3 });
  });

  check("what it leaves out is the container's: capabilities, limits, oom score, umask", (scene) => {
    const change = all(withCapabilities(["CAP_CHOWN"]), (config) => {
      config.process.rlimits = [{ type: "RLIMIT_CORE", soft: 5, hard: 6 }];
      config.process.oomScoreAdj = 123;
      config.process.user = { uid: 0, gid: 0, umask: 0o7 };
    });
    const container = scene.running(["sleep"], change);
    const outcome = container.execProcess({ args: ["/probe", "report"], cwd: "/", env: [], user: { uid: 0, gid: 0 } });
    const { report } = new Inside(outcome.ok());
    expect(report.capabilities.bounding).toBe("0000000000000001");
    expect(report.limits.RLIMIT_CORE).toEqual(["5", "6"]);
    expect(report.oomScoreAdj.trim()).toBe("123");
    expect(report.umask).toBe(0o7);
    // of these an absent one is false, 0, and none
    expect([report.noNewPrivileges, report.groups]).toEqual([false, []]);
    expect(report.env.filter((variable) => variable.startsWith("TERM"))).toEqual([]);
  });

  check("flags about the process, and a command, have no effect beside it", (scene) => {
    const container = scene.running();
    const flags = ["-u", "9", "-e", "X=1", "--cwd", "/etc"];
    const outcome = container.execProcess(processOf(container, ["report"]), flags);
    const { report } = new Inside(outcome.ok());
    expect([report.uids[0], report.cwd]).toEqual([0, "/"]);
    expect(report.env).not.toContain("X=1");
  });

  check("a pipe will do, and a path that is relative to the caller's directory", (scene) => {
    const container = scene.running();
    const text = JSON.stringify(processOf(container, ["report"]));
    const words = scene.runtime.words(["exec", "--process", "/dev/stdin", container.id]);
    expect(
      scene.shell('printf %s "$0" | "$@"'.replace("$0", "$1").replace('"$@"', '(shift; "$@")'), [text, ...words]).ok()
        .stdout,
    ).toContain('"verb":"report"');
    const dir = join(scene.dir, "here");
    mkdirSync(dir);
    writeFileSync(join(dir, "p.json"), text);
    scene.runtime.call(["exec", "--process=p.json", container.id], { cwd: dir }).ok();
  });

  check("errors: a file that is missing, or is no JSON", (scene) => {
    const container = scene.running();
    scene.runtime
      .call(["exec", "-p", "/no/such/file", container.id])
      .fails(/\/no\/such\/file: no such file or directory/, FAILURE);
    container.execProcess("{").fails(/JSON/, FAILURE);
    container.execProcess('{"cwd":"/","args":["/probe"]} x').fails(/line 1, column 31/, FAILURE);
  });

  check("errors: all at once, with their places in the file", (scene) => {
    const container = scene.running();
    const wrong = {
      args: [],
      cwd: "x",
      env: ["FOO"],
      user: { uid: -1, gid: 4294967296 },
      rlimits: [{ type: "RLIMIT_X", soft: 1, hard: 1 }],
    };
    const { stderr } = container.execProcess(wrong).fails("process.json", FAILURE);
    for (const place of ["/args", "/cwd", "/env/0", "/user/uid", "/user/gid", "/rlimits/0/type"]) {
      expect(stderr).toMatch(new RegExp(`^\\s*${place} `, "m"));
    }
  });

  check("errors: a step that fails names the place in the file", (scene) => {
    const container = scene.running();
    container.execProcess(processOf(container, ["report"], { cwd: "/nope" })).fails("(process file /cwd)", FAILURE);
    container.execProcess({ ...processOf(container, []), args: ["nosuch"] }).fails("(process file /args/0)", FAILURE);
  });

  check("warnings: a key that the spec does not have, a capability that nobody knows", (scene) => {
    const container = scene.running();
    const process = { ...processOf(container, ["exit", "0"]), argz: [], capabilities: { bounding: ["CAP_BOGUS"] } };
    const { stderr } = container.execProcess(process).ok();
    expect(stderr).toContain("/argz");
    expect(stderr).toContain("CAP_BOGUS");
  });

  check("a container without a process of its own", (scene) => {
    const bundle = scene.probeBundle(["sleep"]);
    const { process } = bundle.config;
    delete (bundle.config as { process?: unknown }).process;
    bundle.write();
    const container = scene.container(bundle);
    container.create().ok();
    container.exec(["/probe", "report"]).fails(/no process/, FAILURE);
    expect(container.execProcess({ ...process, args: ["/probe", "exit", "3"] }).status).toBe(3);
  });

  check("integers of 64 bits arrive as they are", (scene) => {
    const container = scene.running();
    const text = JSON.stringify({
      ...processOf(container, ["report"]),
      rlimits: [{ type: "RLIMIT_FSIZE", soft: 1_000_000, hard: "HARD" }],
    });
    const { report } = new Inside(container.execProcess(text.replace('"HARD"', "9007199254740993")).ok());
    expect(report.limits.RLIMIT_FSIZE).toEqual(["1000000", "9007199254740993"]);
    expect(statusField(report, "Seccomp")).toBe("0");
  });
});
