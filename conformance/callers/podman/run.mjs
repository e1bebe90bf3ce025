/** podman run: what a user passes to it. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { IMAGE, SIZE } from "../image.mjs";
import { limitsOf } from "../limits.mjs";
import { until } from "../waiting.mjs";

/** A container that runs until it is stopped; returns its pid. */
export async function detached({ podman, name }, options = [], command = ["sleep", "1000"]) {
  await podman.must("run", "--detach", "--name", name, ...options, IMAGE, ...command);
  return Number(await podman.must("inspect", "--format", "{{.State.Pid}}", name));
}

/** Stdout of a container that is gone after it. */
export function shell({ podman }, options, script) {
  return podman.must("run", "--rm", ...options, IMAGE, "sh", "-c", script);
}

export const RUN = [
  {
    name: "run --rm: output and exit status",
    act: async ({ podman }) => {
      const outcome = await podman.call("run", "--rm", IMAGE, "sh", "-c", "echo out; echo err >&2; exit 3");
      return { ...outcome, left: await podman.must("ps", "--all", "--quiet") };
    },
    expected: { status: 3, stdout: "out\n", stderr: "err\n", left: "" },
  },
  {
    name: "run -i: stdin to its end",
    act: async ({ podman }) => (await podman.feed("a\nb\n", "run", "--rm", "-i", IMAGE, "wc", "-l")).stdout,
    expected: "2\n",
  },
  {
    name: "run -it: a terminal with its size, typed into; the exit status",
    act: async ({ podman }) => {
      const script = `tty; ${SIZE}; read line; echo got $line; exit 5`;
      return await podman.typed("ahoy", "run", "--rm", "-it", IMAGE, "sh", "-c", script);
    },
    expected: { status: 5, lines: ["/dev/pts/0", "31 97", "got ahoy"] },
  },
  {
    name: "run -d: goes on, by this runtime",
    act: async (place) => {
      const pid = await detached(place);
      const format = "{{.State.Status}} {{.OCIRuntime}}";
      const [status, runtime] = (await place.podman.must("inspect", "--format", format, place.name)).split(" ");
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      return { status, asked: runtime === place.runtime.name, command };
    },
    expected: { status: "running", asked: true, command: "sleep 1000 " },
  },
  {
    name: "run -d --rm: gone after its end",
    act: async ({ podman, name }) => {
      await podman.must("run", "--detach", "--rm", "--name", name, IMAGE, "true");
      return await until("the container is removed", async () => {
        const { status } = await podman.call("container", "exists", name);
        return status === 1 ? "gone" : undefined;
      });
    },
    expected: "gone",
  },
  {
    name: "run -v: a directory of the host, written on both sides",
    act: async (place) => {
      writeFileSync(join(place.directory, "in"), "from the host");
      const stdout = await shell(place, ["-v", `${place.directory}:/mnt`], "cat /mnt/in; echo back >/mnt/out");
      return { stdout, out: readFileSync(join(place.directory, "out"), "utf8") };
    },
    expected: { stdout: "from the host", out: "back\n" },
  },
  {
    name: "run -v …:ro: cannot be written",
    act: (place) => shell(place, ["-v", `${place.directory}:/mnt:ro`], "touch /mnt/out 2>&1 || true"),
    expected: "touch: /mnt/out: Read-only file system",
  },
  {
    name: "run -v NAME: a volume that outlives the container, with what the image has there",
    act: async (place) => {
      const options = ["-v", `${place.name}:/etc`];
      await shell(place, options, "echo kept >/etc/kept");
      const seen = await shell(place, options, "cat /etc/kept; head -1 /etc/passwd");
      await place.podman.must("volume", "rm", place.name);
      return seen;
    },
    expected: "kept\nroot:x:0:0:root:/root:/bin/sh",
  },
  {
    name: "run --tmpfs: size, mode and options",
    act: async (place) => {
      const script = "grep ' /scratch ' /proc/mounts | cut -d' ' -f3,4 | sed s/,inode64//; stat -c %a /scratch";
      return await shell(place, ["--tmpfs", "/scratch:size=64k,mode=1750,noexec"], script);
    },
    expected: "tmpfs rw,nosuid,nodev,noexec,relatime,size=64k,mode=1750\n1750",
  },
  {
    name: "run --read-only: the root cannot be written, /tmp can",
    act: (place) => shell(place, ["--read-only"], "touch /etc/x 2>&1; touch /tmp/x /run/x && echo written"),
    expected: "touch: /etc/x: Read-only file system\nwritten",
  },
  {
    name: "run --cap-add, --cap-drop: exactly these",
    act: async (place) => {
      const options = ["--cap-drop", "all", "--cap-add", "net_admin,chown"];
      return await shell(place, options, "grep -E 'Cap(Eff|Prm|Bnd)' /proc/self/status");
    },
    expected: "CapPrm:\t0000000000001001\nCapEff:\t0000000000001001\nCapBnd:\t0000000000001001",
  },
  {
    name: "run --security-opt seccomp=FILE: the rule's errno; the default; none",
    act: async (place) => {
      const file = join(place.directory, "profile.json");
      const rule = { names: ["mkdir", "mkdirat"], action: "SCMP_ACT_ERRNO", errnoRet: 28 };
      writeFileSync(file, JSON.stringify({ defaultAction: "SCMP_ACT_ALLOW", syscalls: [rule] }));
      const mode = "grep Seccomp: /proc/self/status";
      return [
        await shell(place, ["--security-opt", `seccomp=${file}`], `${mode}; mkdir /tmp/d 2>&1 || true`),
        await shell(place, [], mode),
        await shell(place, ["--security-opt", "seccomp=unconfined"], mode),
      ];
    },
    expected: [
      "Seccomp:\t2\nmkdir: can't create directory '/tmp/d': No space left on device",
      "Seccomp:\t2",
      "Seccomp:\t0",
    ],
  },
  {
    name: "run --memory, --cpus, --pids-limit: as the kernel has them",
    act: async (place) => {
      const pid = await detached(place, ["--memory", "64m", "--cpus", "0.5", "--pids-limit", "77"]);
      return limitsOf(pid, "memory", "quota", "pids");
    },
    expected: { memory: "67108864", quota: "50000", pids: "77" },
  },
  {
    name: "run --memory: the kernel ends what goes beyond",
    act: async ({ podman }) => {
      const options = ["--memory", "16m", "--memory-swap", "16m"];
      const { status } = await podman.call("run", "--rm", ...options, IMAGE, "tail", "/dev/zero");
      return status;
    },
    expected: 137,
  },
];
