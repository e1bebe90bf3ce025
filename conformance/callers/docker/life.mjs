/** docker's verbs for a container that is there. */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { SIZE } from "../image.mjs";
import { limitOf, limitsOf } from "../limits.mjs";
import { until } from "../waiting.mjs";
import { detached } from "./run.mjs";

const COUNTER = ["sh", "-c", "i=0; while :; do i=$((i+1)); echo $i >/count; sleep 0.1; done"];
const LISTENER = [
  "sh",
  "-c",
  "trap 'echo usr1' USR1; trap 'echo bye; exit 9' TERM; echo ready; while :; do sleep 0.05; done",
];
const DEAF = ["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done"];

function stateOf(docker, name) {
  return docker.must("inspect", "--format", "{{.State.Status}} {{.State.ExitCode}}", name);
}

function says(docker, name, wanted) {
  return until(`it says ${wanted}`, async () => {
    const { stdout } = await docker.call("logs", name);
    return stdout.split("\n").includes(wanted) ? stdout : undefined;
  });
}

export const EXEC = [
  {
    name: "exec: output and exit status; a signal's",
    act: async (place) => {
      await detached(place);
      const { status, stdout, stderr } = await place.docker.call(
        "exec",
        place.name,
        "sh",
        "-c",
        "echo out; echo err >&2; exit 3",
      );
      const signalled = await place.docker.call("exec", place.name, "sh", "-c", "kill -9 $$");
      return { status, stdout, stderr, signalled: signalled.status };
    },
    expected: { status: 3, stdout: "out\n", stderr: "err\n", signalled: 137 },
  },
  {
    name: "exec --user, --workdir, --env",
    act: async (place) => {
      await detached(place);
      const options = ["--user", "sailor", "--workdir", "/etc", "--env", "A=b c"];
      return await place.docker.must("exec", ...options, place.name, "sh", "-c", 'id -u; id -G; pwd; echo "$A $FLAG"');
    },
    expected: "1000\n1000 2000\n/etc\nb c ensign",
  },
  {
    name: "exec -it: a terminal with its size, typed into; the exit status",
    act: async (place) => {
      await detached(place);
      const script = `tty; ${SIZE}; read line; echo got $line; exit 5`;
      return await place.docker.typed("ahoy", "exec", "-it", place.name, "sh", "-c", script);
    },
    expected: { status: 5, lines: ["/dev/pts/0", "31 97", "got ahoy"] },
  },
  {
    name: "exec -i: stdin to its end; exec -d: goes on alone",
    act: async (place) => {
      const { docker, name } = place;
      await detached(place);
      const { stdout } = await docker.feed("a\nb\n", "exec", "-i", name, "wc", "-l");
      await docker.must("exec", "--detach", name, "sh", "-c", "sleep 0.2; echo done >/done");
      const done = await until("it has written", async () => {
        const found = await docker.call("exec", name, "cat", "/done");
        return found.status === 0 ? found.stdout : undefined;
      });
      return { stdout, done };
    },
    expected: { stdout: "2\n", done: "done\n" },
  },
  {
    name: "exec --privileged; exec without",
    act: async (place) => {
      await detached(place, ["--cap-drop", "all"]);
      const caps = (...options) =>
        place.docker.must("exec", ...options, place.name, "grep", "CapEff", "/proc/self/status");
      return { plain: await caps(), privileged: /^CapEff:\t[0-9a-f]*f{4}$/.test(await caps("--privileged")) };
    },
    expected: { plain: "CapEff:\t0000000000000000", privileged: true },
  },
  {
    name: "exec: of what is not there, what cannot be run, a directory: 126, as this docker has it",
    act: async (place) => {
      await detached(place);
      const status = async (...command) => (await place.docker.call("exec", place.name, ...command)).status;
      return [await status("nothing-there"), await status("/etc/passwd"), await status("/etc")];
    },
    expected: [126, 126, 126],
  },
];

export const LIFE = [
  {
    name: "stop: TERM, and its own exit status; logs",
    act: async ({ docker, name, ...place }) => {
      await detached({ docker, name, ...place }, [], LISTENER);
      await says(docker, name, "ready");
      await docker.must("stop", "--time", "20", name);
      return { state: await stateOf(docker, name), logs: await docker.must("logs", name) };
    },
    expected: { state: "exited 9", logs: "ready\nbye" },
  },
  {
    name: "stop --time: KILL after the timeout",
    act: async ({ docker, name, ...place }) => {
      await detached({ docker, name, ...place }, [], DEAF);
      await says(docker, name, "ready");
      const begin = Date.now();
      await docker.must("stop", "--time", "1", name);
      return { state: await stateOf(docker, name), waited: Date.now() - begin >= 1000 };
    },
    expected: { state: "exited 137", waited: true },
  },
  {
    name: "kill --signal; kill; kill of what does not run",
    act: async ({ docker, name, ...place }) => {
      await detached({ docker, name, ...place }, [], LISTENER);
      await says(docker, name, "ready");
      await docker.must("kill", "--signal", "USR1", name);
      await says(docker, name, "usr1");
      await docker.must("kill", name);
      const status = await docker.must("wait", name);
      const again = await docker.call("kill", name);
      return { status, again: again.status, said: /is not running/.test(again.stderr) };
    },
    expected: { status: "137", again: 1, said: true },
  },
  {
    name: "pause, unpause: it stands still, and goes on; no exec meanwhile",
    act: async (place) => {
      const { docker, name } = place;
      const pid = await detached(place, [], COUNTER);
      const count = () => {
        try {
          return readFileSync(`/proc/${pid}/root/count`, "utf8");
        } catch {
          return ""; // not yet written
        }
      };
      await until("it counts", () => (Number(count()) > 1 ? true : undefined));
      await docker.must("pause", name);
      const paused = { state: await stateOf(docker, name), freezer: /^(FROZEN|1)$/.test(limitOf(pid, "freezer")) };
      const before = count();
      const exec = /is paused/.test((await docker.call("exec", name, "true")).stderr);
      await sleep(400);
      const stands = count() === before;
      await docker.must("unpause", name);
      await until("it counts again", () => (count() !== before ? true : undefined));
      return { paused, exec, stands, state: await stateOf(docker, name) };
    },
    expected: { paused: { state: "paused 0", freezer: true }, exec: true, stands: true, state: "running 0" },
  },
  {
    name: "stats --no-stream: memory and processes",
    act: async (place) => {
      await detached(place, ["--memory", "64m"]);
      const text = await place.docker.must("stats", "--no-stream", "--format", "{{.PIDs}} {{.MemUsage}}", place.name);
      const [, pids, used, limit] = /^(\d+) (\S+) \/ (\S+)$/.exec(text);
      return { pids, used: /^[1-9].*[KM]iB$/.test(used), limit };
    },
    expected: { pids: "1", used: true, limit: "64MiB" },
  },
  {
    name: "top: its processes, as ps outside sees them",
    act: async (place) => {
      await detached(place, [], ["sh", "-c", "sleep 1001 & wait"]);
      await sleep(200);
      const lines = (await place.docker.must("top", place.name, "-o", "pid,args")).split("\n").slice(1);
      return lines.map((line) => line.trim().replace(/^\d+\s+/, ""));
    },
    expected: ["sh -c sleep 1001 & wait", "sleep 1001"],
  },
  {
    name: "update: limits of a running container",
    act: async (place) => {
      const pid = await detached(place, ["--memory", "64m", "--memory-swap", "64m", "--cpus", "0.5"]);
      const wanted = ["--memory", "96m", "--memory-swap", "96m", "--cpus", "1.5", "--pids-limit", "55"];
      await place.docker.must("update", ...wanted, place.name);
      return limitsOf(pid, "memory", "quota", "pids");
    },
    expected: { memory: "100663296", quota: "150000", pids: "55" },
  },
  {
    name: "run --restart on-failure:2: started again, and then no more",
    act: async ({ docker, name, ...place }) => {
      await detached({ docker, name, ...place }, ["--restart", "on-failure:2"], ["sh", "-c", "echo run; exit 7"]);
      return await until("it has been restarted twice", async () => {
        const found = await docker.must("inspect", "--format", "{{.RestartCount}} {{.State.Status}}", name);
        return found === "2 exited" ? docker.must("logs", name) : undefined;
      });
    },
    expected: "run\nrun\nrun",
  },
  {
    name: "run --restart always: started again after its end; stop ends it",
    act: async (place) => {
      const { docker, name } = place;
      const pid = await detached(place, ["--restart", "always"]);
      process.kill(pid, "SIGKILL");
      const again = await until("it runs again", async () => {
        const found = await docker.must("inspect", "--format", "{{.State.Status}} {{.State.Pid}}", name);
        return found.startsWith("running") && found !== `running ${pid}` ? "running" : undefined;
      });
      await docker.must("stop", "--time", "0", name);
      return { again, state: await stateOf(docker, name) };
    },
    expected: { again: "running", state: "exited 137" },
  },
  {
    name: "create, start --attach, restart, cp, rm -f",
    act: async ({ docker, run, image, name, directory }) => {
      await docker.must("create", ...run.slice(1), "--name", name, image, "sh", "-c", "echo once; exit 6");
      await docker.must("cp", "/etc/hostname", `${name}:/copied`);
      const { status, stdout } = await docker.call("start", "--attach", name);
      await docker.must("restart", name);
      await docker.must("wait", name);
      await docker.must("cp", `${name}:/copied`, `${directory}/back`);
      const logs = await docker.must("logs", name);
      await docker.must("rm", "--force", name);
      return {
        status,
        stdout,
        logs,
        same: readFileSync(`${directory}/back`, "utf8") === readFileSync("/etc/hostname", "utf8"),
      };
    },
    expected: { status: 6, stdout: "once\n", logs: "once\nonce", same: true },
  },
];
