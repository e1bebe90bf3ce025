/** podman's verbs for a container that is there: what they do to it, and what they say of it. */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { IMAGE } from "../image.mjs";
import { limitOf, limitsOf } from "../limits.mjs";
import { until } from "../waiting.mjs";
import { detached } from "./run.mjs";

/** Counts in /count, ten times a second. */
const COUNTER = ["sh", "-c", "i=0; while :; do i=$((i+1)); echo $i >/count; sleep 0.1; done"];

/** Says what it is sent, and goes at TERM. */
const LISTENER = [
  "sh",
  "-c",
  "trap 'echo usr1' USR1; trap 'echo bye; exit 9' TERM; echo ready; while :; do sleep 0.05; done",
];

const DEAF = ["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done"];

function stateOf(podman, name) {
  return podman.must("inspect", "--format", "{{.State.Status}} {{.State.ExitCode}}", name);
}

function says(podman, name, wanted) {
  return until(`it says ${wanted}`, async () => {
    const { stdout } = await podman.call("logs", name);
    return stdout.split("\n").includes(wanted) ? stdout : undefined;
  });
}

export const LIFE = [
  {
    name: "stop: TERM, and its own exit status",
    act: async ({ podman, name }) => {
      await detached({ podman, name }, [], LISTENER);
      await says(podman, name, "ready");
      await podman.must("stop", "--time", "20", name);
      return { state: await stateOf(podman, name), logs: await podman.must("logs", name) };
    },
    expected: { state: "exited 9", logs: "ready\nbye" },
  },
  {
    name: "stop --time: KILL after the timeout",
    act: async ({ podman, name }) => {
      await detached({ podman, name }, [], DEAF);
      await says(podman, name, "ready");
      const begin = Date.now();
      await podman.must("stop", "--time", "1", name);
      return { state: await stateOf(podman, name), waited: Date.now() - begin >= 1000 };
    },
    expected: { state: "exited 137", waited: true },
  },
  {
    name: "kill --signal; kill; kill of what does not run",
    act: async ({ podman, name }) => {
      await detached({ podman, name }, [], LISTENER);
      await says(podman, name, "ready");
      await podman.must("kill", "--signal", "USR1", name);
      await says(podman, name, "usr1");
      await podman.must("kill", name);
      const status = await podman.must("wait", name);
      const again = await podman.call("kill", name);
      return { status, again: again.status, said: /can only kill running containers/.test(again.stderr) };
    },
    expected: { status: "137", again: 125, said: true },
  },
  {
    name: "pause, unpause: it stands still, and goes on",
    act: async ({ podman, name }) => {
      const pid = await detached({ podman, name }, [], COUNTER);
      const count = () => readFileSync(`/proc/${pid}/root/count`, "utf8");
      await until("it counts", () => {
        try {
          return Number(count()) > 1 ? true : undefined;
        } catch {
          return undefined;
        }
      });
      await podman.must("pause", name);
      const paused = { state: await stateOf(podman, name), freezer: /^(FROZEN|1)$/.test(limitOf(pid, "freezer")) };
      const before = count();
      await sleep(400);
      const stands = count() === before;
      await podman.must("unpause", name);
      await until("it counts again", () => (count() !== before ? true : undefined));
      return { paused, stands, state: await stateOf(podman, name) };
    },
    expected: { paused: { state: "paused 0", freezer: true }, stands: true, state: "running 0" },
  },
  {
    name: "rm -f of a paused container",
    act: async ({ podman, name }) => {
      await detached({ podman, name });
      await podman.must("pause", name);
      await podman.must("rm", "--force", "--time", "0", name);
      return await podman.must("ps", "--all", "--quiet");
    },
    expected: "",
  },
  {
    name: "rm -f of a running one; rm without -f is refused",
    act: async ({ podman, name }) => {
      await detached({ podman, name });
      const { status, stderr } = await podman.call("rm", name);
      await podman.must("rm", "--force", "--time", "0", name);
      return { status, said: /running or paused/.test(stderr), left: await podman.must("ps", "--all", "--quiet") };
    },
    expected: { status: 2, said: true, left: "" },
  },
  {
    name: "stats --no-stream: memory and processes",
    act: async ({ podman, name }) => {
      await detached({ podman, name }, ["--memory", "64m"]);
      const text = await podman.must("stats", "--no-stream", "--format", "{{.PIDs}} {{.MemUsage}} {{.MemPerc}}", name);
      const [, pids, used, limit] = /^(\d+) (\S+) \/ (\S+) .*%$/.exec(text);
      return { pids, used: /^[1-9].*[kM]B$/.test(used), limit };
    },
    expected: { pids: "1", used: true, limit: "67.11MB" },
  },
  {
    name: "top: its own columns, and those of ps inside",
    act: async ({ podman, name }) => {
      await detached({ podman, name }, ["--user", "sailor"]);
      const lines = (await podman.must("top", name, "pid", "user", "args", "capeff")).split("\n");
      return lines.map((line) => line.trim().split(/\s{2,}/));
    },
    expected: [
      ["PID", "USER", "COMMAND", "EFFECTIVE CAPS"],
      ["1", "sailor", "sleep 1000", "none"],
    ],
  },
  {
    name: "logs, --tail, --follow until the end",
    act: async ({ podman, name }) => {
      const script = "for i in 1 2 3; do echo $i; sleep 0.1; done; echo err >&2; exit 2";
      await podman.must("run", "--detach", "--name", name, IMAGE, "sh", "-c", script);
      const followed = await podman.call("logs", "--follow", name);
      const tail = await podman.call("logs", "--tail", "2", name);
      return { followed: followed.stdout, err: followed.stderr, tail: tail.stdout, tailErr: tail.stderr };
    },
    expected: { followed: "1\n2\n3\n", err: "err\n", tail: "3\n", tailErr: "err\n" },
  },
  {
    name: "inspect: what it was asked for, and how it went",
    act: async ({ podman, name }) => {
      await podman.call(
        "run",
        "--name",
        name,
        "--memory",
        "64m",
        "--cap-add",
        "net_admin",
        IMAGE,
        "sh",
        "-c",
        "exit 4",
      );
      const [found] = JSON.parse(await podman.must("inspect", name));
      const { Status, ExitCode, Pid, Error: error } = found.State;
      return { Status, ExitCode, Pid, error, memory: found.HostConfig.Memory, added: found.HostConfig.CapAdd };
    },
    expected: { Status: "exited", ExitCode: 4, Pid: 0, error: "", memory: 67108864, added: ["CAP_NET_ADMIN"] },
  },
  {
    name: "healthcheck run, by hand: healthy, and not",
    act: async ({ podman, name }) => {
      const options = ["--health-cmd", "test -e /well", "--health-interval", "disable", "--health-retries", "1"];
      await detached({ podman, name }, options);
      const ill = await podman.call("healthcheck", "run", name);
      await podman.must("exec", name, "touch", "/well");
      const well = await podman.call("healthcheck", "run", name);
      return { ill: ill.status, well: well.status };
    },
    expected: { ill: 1, well: 0 },
  },
  {
    name: "update: limits of a running container",
    act: async ({ podman, name }) => {
      const pid = await detached({ podman, name }, ["--memory", "64m", "--cpus", "0.5"]);
      await podman.must("container", "update", "--memory", "96m", "--cpus", "1.5", name);
      return limitsOf(pid, "memory", "quota");
    },
    expected: { memory: "100663296", quota: "150000" },
  },
  {
    name: "create, init, start --attach, restart",
    act: async ({ podman, name }) => {
      await podman.must("create", "--name", name, IMAGE, "sh", "-c", "echo once; exit 6");
      await podman.must("init", name);
      const initialized = await stateOf(podman, name);
      const { status, stdout } = await podman.call("start", "--attach", name);
      await podman.must("restart", name);
      await podman.must("wait", name);
      return { initialized, status, stdout, logs: await podman.must("logs", name) };
    },
    expected: { initialized: "initialized 0", status: 6, stdout: "once\n", logs: "once\nonce" },
  },
  {
    name: "attach: typed into, and what it says",
    act: async ({ podman, name }) => {
      const script = "read line; echo got $line; exit 8";
      await podman.must("run", "--detach", "--interactive", "--name", name, IMAGE, "sh", "-c", script);
      const { stdout } = await podman.feed("ahoy\n", "attach", name);
      return { said: stdout.trim(), status: await podman.must("wait", name) };
    },
    expected: { said: "got ahoy", status: "8" },
  },
  {
    name: "run --restart on-failure:2: started again, and then no more",
    act: async ({ podman, name }) => {
      await podman.must(
        "run",
        "--detach",
        "--restart",
        "on-failure:2",
        "--name",
        name,
        IMAGE,
        "sh",
        "-c",
        "echo run; exit 7",
      );
      return await until("it has been restarted twice", async () => {
        const found = await podman.must("inspect", "--format", "{{.RestartCount}} {{.State.Status}}", name);
        return found === "2 exited" ? podman.must("logs", name) : undefined;
      });
    },
    expected: "run\nrun\nrun",
  },
  {
    name: "cp into it and out of it",
    act: async ({ podman, name, directory }) => {
      await detached({ podman, name });
      await podman.must("cp", "/etc/hostname", `${name}:/tmp/copied`);
      await podman.must("cp", `${name}:/tmp/copied`, `${directory}/back`);
      return readFileSync(`${directory}/back`, "utf8") === readFileSync("/etc/hostname", "utf8");
    },
    expected: true,
  },
  {
    name: "system prune: what has ended goes, what runs stays",
    act: async ({ podman, name }) => {
      await detached({ podman, name });
      await podman.must("run", "--name", `${name}-ended`, IMAGE, "true");
      await podman.must("system", "prune", "--force");
      return (await podman.must("ps", "--all", "--format", "{{.Names}}")) === name;
    },
    expected: true,
  },
];
