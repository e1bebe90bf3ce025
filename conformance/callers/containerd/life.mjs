/** ctr tasks: exec and what else is done to a container that is there. */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { SIZE } from "../image.mjs";
import { limitOf } from "../limits.mjs";
import { SLOWNESS } from "../slowness.mjs";
import { until } from "../waiting.mjs";
import { detached, pidOf } from "./run.mjs";

const AT_ONCE = 50 / SLOWNESS;

const COUNTER = ["sh", "-c", "i=0; while :; do i=$((i+1)); echo $i >/count; sleep 0.1; done"];

/** What it has counted; nothing before it begins. */
function countOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/root/count`, "utf8");
  } catch {
    return "";
  }
}

function exec({ ctr, name }, options, ...command) {
  return ctr.call("tasks", "exec", "--exec-id", "second", ...options, name, ...command);
}

function ended(place) {
  return until("it has ended", async () => ((await pidOf(place))?.status === "STOPPED" ? "STOPPED" : undefined));
}

/** A container in the foreground, which runs; `ended` is ctr's exit status, which is the container's. */
async function foreground(place, ...command) {
  const { ctr, run, image, name } = place;
  const started = ctr.start(...run, "--rm", image, name, ...command);
  await until("it runs", async () => ((await pidOf(place))?.status === "RUNNING" ? true : undefined));
  return started;
}

export const LIFE = [
  {
    name: "exec: output and exit status",
    act: async (place) => {
      await detached(place);
      const { status, stdout, stderr } = await exec(place, [], "sh", "-c", "echo out; echo err >&2; exit 3");
      return { status, stdout, stderr };
    },
    expected: { status: 3, stdout: "out\n", stderr: "err\n" },
  },
  {
    name: "exec --user, --cwd",
    act: async (place) => {
      await detached(place);
      return (await exec(place, ["--user", "1000:2000", "--cwd", "/etc"], "sh", "-c", "id -u; id -g; pwd; echo $FLAG"))
        .stdout;
    },
    expected: "1000\n2000\n/etc\nensign\n",
  },
  {
    name: "exec -t: a terminal with its size, typed into; the exit status",
    act: async (place) => {
      await detached(place);
      const script = `tty; ${SIZE}; read line; echo got $line; exit 5`;
      const args = ["tasks", "exec", "--exec-id", "second", "-t", place.name, "sh", "-c", script];
      return await place.ctr.typed("ahoy", ...args);
    },
    expected: { status: 5, lines: ["/dev/pts/0", "31 97", "got ahoy"] },
  },
  {
    name: "exec -d, tasks ps, tasks kill --exec-id: another process, seen and ended",
    act: async (place) => {
      const { ctr, name } = place;
      await detached(place);
      await ctr.must("tasks", "exec", "--exec-id", "second", "-d", name, "sleep", "2000");
      const ps = () => ctr.must("tasks", "ps", name);
      const before = (await ps()).split("\n").length - 1;
      await ctr.must("tasks", "kill", "--exec-id", "second", "--signal", "SIGKILL", name);
      await until("it is gone", async () => ((await ps()).split("\n").length === 2 ? true : undefined));
      return { before, status: (await pidOf(place)).status };
    },
    expected: { before: 2, status: "RUNNING" },
  },
  {
    name: "exec of what is not there",
    act: async (place) => {
      await detached(place);
      const { status, stderr } = await exec(place, [], "nothing-there");
      return { status, said: /executable file not found|no such file/.test(stderr) };
    },
    expected: { status: 1, said: true },
  },
  {
    name: "kill: TERM, and its own exit status",
    act: async (place) => {
      const { ended } = await foreground(place, "sh", "-c", "trap 'exit 9' TERM; while :; do sleep 0.05; done");
      await sleep(300);
      await place.ctr.must("tasks", "kill", place.name);
      return await ended;
    },
    expected: 9,
  },
  {
    name: "kill --signal SIGKILL: 137",
    act: async (place) => {
      const { ended } = await foreground(place, "sleep", "1000");
      await place.ctr.must("tasks", "kill", "--signal", "SIGKILL", place.name);
      return await ended;
    },
    expected: 137,
  },
  {
    name: "kill of what has ended: not found",
    act: async (place) => {
      await detached(place, [], ["true"]);
      await ended(place);
      const { status, stderr } = await place.ctr.call("tasks", "kill", place.name);
      return { status, said: /not found/.test(stderr) };
    },
    expected: { status: 1, said: true },
  },
  {
    name: "kill --all: every process of it",
    act: async (place) => {
      const { ended } = await foreground(place, "sh", "-c", "sleep 1001 & sleep 1002 & wait");
      await place.ctr.must("tasks", "kill", "--all", "--signal", "SIGKILL", place.name);
      return await ended;
    },
    expected: 137,
  },
  {
    name: "pause, resume: it stands still, and goes on",
    act: async (place) => {
      const { ctr, name } = place;
      const pid = await detached(place, [], COUNTER);
      const count = () => countOf(pid);
      await until("it counts", () => (Number(count()) > 1 ? true : undefined));
      await ctr.must("tasks", "pause", name);
      const paused = { state: (await pidOf(place)).status, freezer: /^(FROZEN|1)$/.test(limitOf(pid, "freezer")) };
      const before = count();
      await sleep(400);
      const stands = count() === before;
      await ctr.must("tasks", "resume", name);
      await until("it counts again", () => (count() !== before ? true : undefined));
      return { paused, stands, state: (await pidOf(place)).status };
    },
    expected: { paused: { state: "PAUSED", freezer: true }, stands: true, state: "RUNNING" },
  },
  {
    name: "metrics: memory and processes",
    act: async (place) => {
      await detached(place, ["--memory-limit", "67108864"]);
      const table = await place.ctr.must("tasks", "metrics", place.name);
      const values = Object.fromEntries(table.split("\n").map((line) => line.trim().split(/\s+/)));
      return {
        pids: values["pids.current"],
        used: Number(values["memory.usage_in_bytes"] ?? values["memory.usage"]) > 0,
      };
    },
    expected: { pids: "1", used: true },
  },
  {
    name: "checkpoint, restore: it goes on counting where it was",
    lack: () =>
      process.env.CONFORMANCE_PLACE?.startsWith("vm-")
        ? undefined
        : "Debian's CRIU does not run on every kernel: npm run conformance -- vm containerd",
    act: async (place) => {
      const { ctr, name } = place;
      const pid = await detached(place, [], COUNTER);
      await until("it counts", () => (Number(countOf(pid)) > 10 ? true : undefined));
      await ctr.must("containers", "checkpoint", "--rw", "--task", name, `localhost/${name}`);
      const before = Number(countOf(pid));
      await ctr.must("tasks", "delete", "--force", name);
      const second = { ...place, name: `${name}-again` };
      await ctr.must("containers", "restore", "--rw", "--live", second.name, `localhost/${name}`);
      const restored = await pidOf(second);
      const first = Number(countOf(restored.pid));
      await until("it counts again", () => (Number(countOf(restored.pid)) > first ? true : undefined));
      return { state: restored.status, continued: first >= before && before > 10 };
    },
    expected: { state: "RUNNING", continued: true },
  },
  {
    name: "attach: a detached container, attached to again",
    act: async (place) => {
      const { ctr, run, image, name, directory } = place;
      const script = "while read line; do echo got $line; [ $line = end ] && exit 6; done";
      const first = ctr.start(...run, "--fifo-dir", directory, image, name, "sh", "-c", script);
      await until("it runs", async () => ((await pidOf(place))?.status === "RUNNING" ? true : undefined));
      first.child.kill("SIGKILL");
      await first.ended;
      const { status, stdout } = await ctr.feed("once\nend\n", "tasks", "attach", name);
      return { status, stdout };
    },
    expected: { status: 6, stdout: "got once\ngot end\n" },
  },
  {
    name: "containerd ends and comes back: containers go on, and are known",
    act: async (place) => {
      const pid = await detached(place);
      await place.restart("SIGTERM");
      const after = await pidOf(place);
      const { status } = await exec(place, [], "sh", "-c", "exit 7");
      await place.ctr.must("tasks", "kill", "--signal", "SIGKILL", place.name);
      return { same: after.pid === pid, state: after.status, status, end: await ended(place) };
    },
    expected: { same: true, state: "RUNNING", status: 7, end: "STOPPED" },
  },
  {
    name: "containerd is killed and comes back: the same",
    act: async (place) => {
      const pid = await detached(place);
      await place.restart("SIGKILL");
      const after = await pidOf(place);
      return {
        same: after.pid === pid,
        state: after.status,
        status: (await exec(place, [], "sh", "-c", "exit 7")).status,
      };
    },
    expected: { same: true, state: "RUNNING", status: 7 },
  },
  {
    name: `${AT_ONCE} containers at a time: each has its own exit status`,
    act: async (place) => {
      const { ctr, run, image, name } = place;
      const all = Array.from({ length: AT_ONCE }, (_, index) => index);
      const script = (index) => `sleep 0.5; exit ${index}`;
      const outcomes = await Promise.all(
        all.map((index) => ctr.call(...run, "--rm", image, `${name}-${index}`, "sh", "-c", script(index))),
      );
      const wrong = outcomes.flatMap(({ status, stderr }, index) =>
        status === index ? [] : [`${index}: ${status} ${stderr}`],
      );
      return { wrong, left: await ctr.must("containers", "list", "--quiet") };
    },
    expected: { wrong: [], left: "" },
  },
];
