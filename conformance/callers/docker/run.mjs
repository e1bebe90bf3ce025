/** docker run: what a user passes to it. */
import { readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { SIZE } from "../image.mjs";
import { limitsOf } from "../limits.mjs";
import { fetched } from "../podman/network.mjs";
import { until } from "../waiting.mjs";
import { addedName } from "./setup.mjs";

/** Stdout of a container that is gone after it. */
export function shell({ docker, run, image }, options, script) {
  return docker.must(...run, "--rm", ...options, image, "sh", "-c", script);
}

/** A container that runs until it is stopped; returns its pid. */
export async function detached({ docker, run, image, name }, options = [], command = ["sleep", "1000"]) {
  await docker.must(...run, "--detach", "--name", name, ...options, image, ...command);
  return Number(await docker.must("inspect", "--format", "{{.State.Pid}}", name));
}

export const RUN = [
  {
    name: "run --rm: output and exit status",
    act: async ({ docker, run, image }) => {
      const outcome = await docker.call(...run, "--rm", image, "sh", "-c", "echo out; echo err >&2; exit 3");
      return { ...outcome, left: await docker.must("ps", "--all", "--quiet") };
    },
    expected: { status: 3, stdout: "out\n", stderr: "err\n", left: "" },
  },
  {
    name: "run -i: stdin to its end",
    act: async ({ docker, run, image }) =>
      (await docker.feed("a\nb\n", ...run, "--rm", "-i", image, "wc", "-l")).stdout,
    expected: "2\n",
  },
  {
    name: "run -it: a terminal with its size, typed into; the exit status",
    act: async ({ docker, run, image }) => {
      const script = `tty; ${SIZE}; read line; echo got $line; exit 5`;
      return await docker.typed("ahoy", ...run, "--rm", "-it", image, "sh", "-c", script);
    },
    expected: { status: 5, lines: ["/dev/pts/0", "31 97", "got ahoy"] },
  },
  {
    name: "run -d: goes on, by this runtime",
    act: async (place) => {
      const pid = await detached(place);
      const format = "{{.State.Status}} {{.HostConfig.Runtime}}";
      const [status, runtime] = (await place.docker.must("inspect", "--format", format, place.name)).split(" ");
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      return { status, asked: runtime === addedName(place.runtime), command };
    },
    expected: { status: "running", asked: true, command: "sleep 1000 " },
  },
  {
    name: "run -d --rm: gone after its end",
    act: async ({ docker, run, image, name }) => {
      await docker.must(...run, "--detach", "--rm", "--name", name, image, "true");
      return await until("the container is removed", async () => {
        const { status } = await docker.call("inspect", name);
        return status === 1 ? "gone" : undefined;
      });
    },
    expected: "gone",
  },
  {
    name: "run -v, -v …:ro, -v NAME: what is written on both sides, what cannot be, what stays",
    act: async (place) => {
      const { docker, directory, name } = place;
      writeFileSync(join(directory, "in"), "from the host\n");
      const options = ["-v", `${directory}:/rw`, "-v", `${directory}:/ro:ro`, "-v", `${name}:/kept`];
      const stdout = await shell(
        place,
        options,
        "cat /rw/in; echo back >/rw/out; touch /ro/x 2>&1; echo kept >/kept/it",
      );
      const kept = await shell(place, ["-v", `${name}:/kept`], "cat /kept/it");
      await docker.must("volume", "rm", name);
      return { stdout, out: readFileSync(join(directory, "out"), "utf8"), kept };
    },
    expected: { stdout: "from the host\ntouch: /ro/x: Read-only file system", out: "back\n", kept: "kept" },
  },
  {
    name: "run --tmpfs, --read-only, --shm-size",
    act: async (place) => {
      const options = ["--tmpfs", "/scratch:size=64k,mode=1750", "--read-only", "--shm-size", "128k"];
      const script = "touch /x 2>&1; touch /scratch/x; stat -c %a /scratch; df -k /dev/shm | awk 'END{print $2}'";
      return await shell(place, options, script);
    },
    expected: "touch: /x: Read-only file system\n1750\n128",
  },
  {
    name: "run --cap-add, --cap-drop: exactly these",
    act: async (place) => {
      const options = ["--cap-drop", "all", "--cap-add", "net_admin", "--cap-add", "chown"];
      return await shell(place, options, "grep -E 'Cap(Eff|Prm|Bnd)' /proc/self/status");
    },
    expected: "CapPrm:\t0000000000001001\nCapEff:\t0000000000001001\nCapBnd:\t0000000000001001",
  },
  {
    name: "run --security-opt seccomp=FILE: the rule's errno; the default; none; no-new-privileges",
    act: async (place) => {
      const file = join(place.directory, "profile.json");
      const rule = { names: ["mkdir", "mkdirat"], action: "SCMP_ACT_ERRNO", errnoRet: 28 };
      writeFileSync(file, JSON.stringify({ defaultAction: "SCMP_ACT_ALLOW", syscalls: [rule] }));
      const mode = "grep -E 'Seccomp:|NoNewPrivs' /proc/self/status";
      return [
        await shell(place, ["--security-opt", `seccomp=${file}`], `${mode}; mkdir /tmp/d 2>&1 || true`),
        await shell(place, [], mode),
        await shell(place, ["--security-opt", "seccomp=unconfined", "--security-opt", "no-new-privileges"], mode),
      ];
    },
    expected: [
      "NoNewPrivs:\t0\nSeccomp:\t2\nmkdir: can't create directory '/tmp/d': No space left on device",
      "NoNewPrivs:\t0\nSeccomp:\t2",
      "NoNewPrivs:\t1\nSeccomp:\t0",
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
    name: "run --memory: the kernel ends what goes beyond, and docker knows why",
    act: async ({ docker, run, image, name }) => {
      const options = ["--name", name, "--memory", "16m", "--memory-swap", "16m"];
      const { status } = await docker.call(...run, ...options, image, "sh", "-c", "sleep 0.5; tail /dev/zero");
      return { status, killed: await docker.must("inspect", "--format", "{{.State.OOMKilled}}", name) };
    },
    expected: { status: 137, killed: "true" },
  },
  {
    name: "run --user, --group-add, --workdir, --env, --hostname, --sysctl, --ulimit, --init",
    act: async (place) => {
      const options = ["--user", "sailor", "--group-add", "2000", "--workdir", "/etc", "--env", "A=b c", "--init"];
      const more = ["--hostname", "dory", "--sysctl", "net.ipv4.ip_forward=0", "--ulimit", "nofile=200:300"];
      const script =
        'id -u; id -G; pwd; echo "$A $FLAG"; hostname; cat /proc/sys/net/ipv4/ip_forward; ulimit -Sn; ulimit -Hn; cat /proc/1/comm';
      return (await shell(place, [...options, ...more], script)).split("\n");
    },
    expected: ["1000", "1000 2000", "/etc", "b c ensign", "dory", "0", "200", "300", "docker-init"],
  },
  {
    name: "run --privileged: all capabilities",
    act: async (place) => {
      const own = /^CapEff:\t(.*)$/m.exec(readFileSync("/proc/self/status", "utf8"))[1];
      return (await shell(place, ["--privileged"], "grep CapEff /proc/self/status")).replace(own, "OWN");
    },
    expected: "CapEff:\tOWN",
  },
  {
    name: "run --device: the node, and leave to use it",
    act: async (place) => {
      const script = "stat -c '%F %t:%T' /dev/twin; true </dev/twin && echo opened";
      return await shell(place, ["--device", "/dev/fuse:/dev/twin"], script);
    },
    expected: "character special file a:e5\nopened",
  },
  {
    name: "run --publish: reached from outside; --network container:NAME",
    act: async (place) => {
      await detached(place, ["-p", "127.0.0.1:8083:80"], ["httpd", "-f", "-h", "/etc"]);
      const first = (text) => text.split("\n")[0];
      const outside = first(await fetched("http://127.0.0.1:8083/group"));
      const options = ["--network", `container:${place.name}`];
      return { outside, inside: first(await shell(place, options, "wget -qO- http://127.0.0.1/group")) };
    },
    expected: { outside: "root:x:0:", inside: "root:x:0:" },
  },
  {
    name: "run --pid, --ipc, --uts, --network = host",
    act: async (place) => {
      const kinds = ["pid", "ipc", "uts", "net"];
      const options = ["--pid=host", "--ipc=host", "--uts=host", "--network=host"];
      const inside = await shell(place, options, `cd /proc/self/ns; for n in ${kinds.join(" ")}; do readlink $n; done`);
      const outside = kinds.map((kind) => readlinkSync(`/proc/self/ns/${kind}`));
      return isDeepStrictEqual(inside.split("\n"), outside);
    },
    expected: true,
  },
];
