import { join } from "node:path";
import { expect } from "vitest";
import { all } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Change, SyscallRule } from "../../harness/config.ts";
import { probePath } from "../../harness/environment.ts";
import type { Background } from "../../harness/outcome.ts";
import { parseLines } from "../../harness/report.ts";
import type { Scene } from "../../harness/scene.ts";

const ARM = process.arch === "arm64";
const GETPGID = ARM ? 155 : 121;
const GETPPID = ARM ? 173 : 110;
const SYNC = ARM ? 81 : 162;

interface Answer {
  readonly number: number;
  /** A negated errno, or what the call returns. */
  readonly value: number;
  /** Milliseconds. */
  readonly delay?: number;
}

interface Agent {
  readonly path: string;
  readonly beside: Background;
}

/** An agent that listens; a call without an answer goes on as if there were none. */
async function agentFor(scene: Scene, ...answers: readonly Answer[]): Promise<Agent> {
  const path = join(scene.dir, "agent");
  const table = answers.flatMap(({ number, value, delay }) => [number, value, delay ?? 0].map(String));
  const beside = scene.beside(probePath, ["agent", path, ...table]);
  await beside.says("listening");
  return { path, beside };
}

async function stuckAgent(scene: Scene): Promise<string> {
  const path = join(scene.dir, "stuck");
  await scene.beside(probePath, ["stuck-agent", path]).says("listening");
  return path;
}

function notified(path: string, names: readonly string[], more: object = {}): Change {
  return (config) => {
    const syscalls: SyscallRule[] = [{ names: [...names], action: "SCMP_ACT_NOTIFY" }];
    config.linux.seccomp = { defaultAction: "SCMP_ACT_ALLOW", listenerPath: path, syscalls, ...more };
  };
}

const plainPrivileges: Change = (config) => {
  config.process.noNewPrivileges = false;
};

function notifications(agent: Agent): number[] {
  return parseLines(agent.beside.stdout).flatMap((line) => (line.verb === "notification" ? [line.number] : []));
}

suite("seccomp notify", (check) => {
  const proof = {
    proves: ["/linux/seccomp/listenerPath", "/linux/seccomp/syscalls/*/action", "/linux/seccomp/syscalls/*/names/*"],
  };
  check("the agent answers: an errno, a value, the call itself", proof, async (scene) => {
    const umask = ARM ? 166 : 95;
    const verbs = [`syscall ${SYNC}`, `syscall ${GETPGID}`, `syscall ${umask} 7`];
    const results = (change?: Change) => {
      return scene.inside(change, ...verbs).lines.map(({ errno, result }) => errno || result);
    };
    expect(results()).toEqual([0, 1, 0o22]);
    const agent = await agentFor(scene, { number: SYNC, value: -17 }, { number: GETPGID, value: 4242 });
    expect(results(notified(agent.path, ["sync", "getpgid", "umask"]))).toEqual(["EEXIST", 4242, 0o22]);
    expect(notifications(agent).filter((number) => [SYNC, GETPGID].includes(number))).toEqual([SYNC, GETPGID]);
  });

  check("the agent gets one descriptor, the container process state, and the end of the connection", async (scene) => {
    const agent = await agentFor(scene);
    const change = all(notified(agent.path, ["sync"]), (config) => {
      config.annotations = { "org.example.key": "value" };
    });
    const container = scene.container(scene.probeBundle(["sleep"], change));
    container.create().ok();
    container.start().ok();
    const { payload, count, closed } = await agent.beside.line("agent");
    expect([count, closed]).toEqual([1, true]);
    const state = JSON.parse(payload);
    const { ociVersion, pid, bundle, annotations } = container.state();
    expect(state).toMatchObject({
      ociVersion: expect.stringMatching(/^1\.\d+\.\d+/),
      fds: ["seccompFd"],
      pid,
      state: { ociVersion, id: container.id, pid, bundle, annotations },
    });
    expect(state.state.status).toMatch(/^creat(ing|ed)$/);
    expect(state.metadata ?? "").toBe("");
  });

  check("listenerMetadata", { proves: ["/linux/seccomp/listenerMetadata"] }, async (scene) => {
    const metadata = 'MKNOD=/dev/null;"\n é';
    const agent = await agentFor(scene);
    scene.inside(notified(agent.path, ["sync"], { listenerMetadata: metadata }));
    expect(JSON.parse((await agent.beside.line("agent")).payload).metadata).toBe(metadata);
  });

  check("a state of a megabyte arrives whole", async (scene) => {
    const agent = await agentFor(scene);
    const text = "x".repeat(1 << 20);
    const change = all(notified(agent.path, ["sync"]), (config) => {
      config.annotations = { "org.example.long": text };
    });
    scene.inside(change);
    const state = JSON.parse((await agent.beside.line("agent")).payload);
    expect(state.state.annotations["org.example.long"]).toBe(text);
  });

  check("a path relative to the bundle", async (scene) => {
    await agentFor(scene, { number: SYNC, value: -17 });
    expect(scene.inside(notified("../agent", ["sync"]), `syscall ${SYNC}`).line(0).errno).toBe("EEXIST");
  });

  for (const [privileges, change] of [
    ["with noNewPrivileges", () => {}],
    ["without noNewPrivileges", plainPrivileges],
  ] as const) {
    check(`calls that start-up itself makes are notified: ${privileges}`, async (scene) => {
      const agent = await agentFor(scene, { number: SYNC, value: -17 });
      const names = ["sync", "execve", "read", "close", "sendmsg", "recvfrom", "setresuid", "capset", "chdir", "futex"];
      const seen = scene.inside(all(change, notified(agent.path, names)), `syscall ${SYNC}`);
      expect(seen.line(0).errno).toBe("EEXIST");
      expect(notifications(agent)).toContain(ARM ? 221 : 59);
    });

    check(`write is notified: ${privileges}`, async (scene) => {
      const agent = await agentFor(scene);
      const seen = scene.inside(all(change, notified(agent.path, ["write"])), `syscall ${GETPPID}`);
      expect(seen.line(0).result).toBe(1);
      expect(notifications(agent).length).toBeGreaterThan(0);
    });

    check(`as defaultAction: ${privileges}`, { proves: ["/linux/seccomp/defaultAction"] }, async (scene) => {
      const agent = await agentFor(scene, { number: SYNC, value: -17 });
      const everything = notified(agent.path, [], { defaultAction: "SCMP_ACT_NOTIFY", syscalls: [] });
      expect(scene.inside(all(change, everything), `syscall ${SYNC}`).line(0).errno).toBe("EEXIST");
    });
  }

  check("a limit on the user's processes does not hinder start-up", async (scene) => {
    const agent = await agentFor(scene, { number: SYNC, value: -17 });
    const change = all(notified(agent.path, ["sync"]), (config) => {
      config.process.user = { uid: 1000, gid: 1000 };
      config.process.rlimits = [{ type: "RLIMIT_NPROC", soft: 1, hard: 1 }];
    });
    expect(scene.inside(change, `syscall-alarm 0 ${SYNC}`).line(0).errno).toBe("EEXIST");
  });

  check("SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV", { proves: ["/linux/seccomp/flags/*"] }, async (scene) => {
    const interrupted = async (flags: string[]) => {
      const agent = await agentFor(scene, { number: GETPGID, value: 4242, delay: 600 });
      const seen = scene.inside(notified(agent.path, ["getpgid"], { flags }), `syscall-alarm 200 ${GETPGID}`);
      agent.beside.kill();
      await agent.beside.ended;
      scene.shell('rm "$1"', [agent.path]).ok();
      return [seen.line(0).errno, seen.line(0).result];
    };
    expect(await interrupted([])).toEqual(["EINTR", -1]);
    expect(await interrupted(["SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"])).toEqual(["", 4242]);
  });

  check("the agent may end: its calls get ENOSYS", async (scene) => {
    const agent = await agentFor(scene);
    const container = scene.container(
      scene.probeBundle(["signal-wait 10 0", `syscall ${SYNC}`], notified(agent.path, ["sync"])),
    );
    container.create().ok();
    container.start().ok();
    await agent.beside.line("agent");
    container.says("ready");
    agent.beside.kill();
    await agent.beside.ended;
    container.kill("USR1").ok();
    await container.becomes("stopped");
    expect(container.lines.at(-1)?.errno).toBe("ENOSYS");
  });

  for (const state of ["absent", "dead"]) {
    check(`an agent that is ${state} is an error, and the program does not run`, async (scene) => {
      if (state === "dead") {
        const { beside } = await agentFor(scene);
        beside.kill();
        await beside.ended;
      }
      const change = notified(join(scene.dir, "agent"), ["sync"]);
      scene.refuses(change, /(no such file|connection refused).*\/linux\/seccomp\/listenerPath/i);
      const container = scene.container(scene.probeBundle(["report"], change));
      container.create().ok();
      container.start().fails("/linux/seccomp/listenerPath");
      expect(container.state().status).toBe("stopped");
      expect(container.lines).toEqual([]);
      container.delete().ok();
    });
  }

  check("an agent that takes no connection is an error in bounded time", async (scene) => {
    const path = await stuckAgent(scene);
    const outcome = scene.refuses(notified(path, ["sync"]), /\/linux\/seccomp\/listenerPath/);
    expect(outcome.stderr).toContain("takes no connection");
  });

  check("a start that is killed while the agent keeps it waiting leaves nothing that runs", async (scene) => {
    const path = await stuckAgent(scene);
    const container = scene.container(scene.probeBundle(["report"], notified(path, ["sync"])));
    container.create().ok();
    const starting = scene.runtime.begin(["start", container.id]);
    await new Promise((done) => setTimeout(done, 300));
    starting.kill();
    await starting.ended;
    await container.becomes("stopped");
    expect(container.lines).toEqual([]);
  });

  check("config.json: what belongs together", (scene) => {
    const with_ = (seccomp: object): Change => {
      return (config) => {
        config.linux.seccomp = { defaultAction: "SCMP_ACT_ALLOW", ...seccomp };
      };
    };
    const syscalls = [{ names: ["sync"], action: "SCMP_ACT_NOTIFY" }];
    scene.refuses(with_({ syscalls }), /listenerPath/);
    scene.refuses(with_({ listenerMetadata: "x" }), "/linux/seccomp/listenerMetadata");
    scene.refuses(with_({ flags: ["SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"] }), "/linux/seccomp/flags/0");
    // config-linux.md: without the action the path is ignored
    const ignored = scene.inside(with_({ listenerPath: "/nowhere" }));
    expect(ignored.outcome.stderr).toContain("/linux/seccomp/listenerPath");
  });
});
