/** podman run: namespaces, users and the process's surroundings. */
import { readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { IMAGE } from "../image.mjs";
import { must } from "../program.mjs";
import { detached, shell } from "./run.mjs";

export const NAMESPACES = [
  {
    name: "run --uidmap, --gidmap: root inside is another outside",
    act: async (place) => {
      const pid = await detached(place, ["--uidmap", "0:200000:5000", "--gidmap", "0:300000:5000"]);
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      const inside = await place.podman.must("exec", place.name, "sh", "-c", "id -u; touch /made; stat -c %u:%g /made");
      return { outside: /^Uid:\t(\d+)\t/m.exec(status)[1], group: /^Gid:\t(\d+)\t/m.exec(status)[1], inside };
    },
    expected: { outside: "200000", group: "300000", inside: "0\n0:0" },
  },
  {
    name: "run --userns=auto: ids that podman chooses",
    act: (place) => shell(place, ["--userns", "auto:size=4096"], "cat /proc/self/uid_map | tr -s ' '"),
    expected: " 0 400000 4096",
  },
  {
    name: "run --userns=host",
    act: (place) => shell(place, ["--userns", "host"], "cat /proc/self/uid_map | tr -s ' '"),
    expected: " 0 0 4294967295",
  },
  {
    name: "run --pod: containers that share network, IPC and host name",
    act: async ({ podman, name }) => {
      await podman.must("pod", "create", "--name", name, "--hostname", "fleet");
      await podman.must("run", "--detach", "--pod", name, IMAGE, "httpd", "-f", "-p", "127.0.0.1:8088", "-h", "/etc");
      const script = "hostname; wget -qO- http://127.0.0.1:8088/group | head -1";
      const stdout = await podman.must("run", "--rm", "--pod", name, IMAGE, "sh", "-c", script);
      const running = await podman.must("pod", "ps", "--format", "{{.Status}} {{.NumberOfContainers}}");
      await podman.must("pod", "stop", "--time", "0", name);
      const stopped = await podman.must("pod", "ps", "--format", "{{.Status}}");
      return { stdout, running, stopped };
    },
    expected: { stdout: "fleet\nroot:x:0:", running: "Running 2", stopped: "Exited" },
  },
  {
    name: "run --pid, --ipc, --uts, --network, --cgroupns = host",
    act: async (place) => {
      const kinds = ["pid", "ipc", "uts", "net", "cgroup"];
      const options = ["--pid=host", "--ipc=host", "--uts=host", "--network=host", "--cgroupns=host"];
      const inside = await shell(place, options, `cd /proc/self/ns; for n in ${kinds.join(" ")}; do readlink $n; done`);
      return isDeepStrictEqual(
        inside.split("\n"),
        kinds.map((kind) => readlinkSync(`/proc/self/ns/${kind}`)),
      );
    },
    expected: true,
  },
  {
    name: "run --network=container, --pid=container: another one's",
    act: async (place) => {
      await detached(place, ["--network", "none", "--hostname", "first"]);
      const options = ["--network", `container:${place.name}`, "--pid", `container:${place.name}`];
      return await shell(place, options, "ps -o args | grep -c '^sleep 1000$'; ls /sys/class/net");
    },
    expected: "1\nlo",
  },
  {
    name: "run --user, --group-add, --workdir, --env, --hostname, --umask",
    act: async (place) => {
      const options = ["--user", "sailor", "--group-add", "2000", "--workdir", "/etc", "--env", "A=b c"];
      const script = 'id -u; id -G; pwd; echo "$A $FLAG"; hostname; umask';
      return await shell(place, [...options, "--hostname", "dory", "--umask", "0027"], script);
    },
    expected: "1000\n1000 2000\n/etc\nb c ensign\ndory\n0027",
  },
  {
    name: "run --sysctl, --ulimit, --shm-size, --oom-score-adj",
    act: async (place) => {
      const options = [
        "--sysctl",
        "net.ipv4.ip_forward=1",
        "--ulimit",
        "nofile=200:300",
        "--ulimit",
        "nproc=900:900",
        "--shm-size",
        "128k",
      ];
      const script =
        "cat /proc/sys/net/ipv4/ip_forward; ulimit -Sn; ulimit -Hn; df -k /dev/shm | awk 'END{print $2}'; cat /proc/self/oom_score_adj";
      return await shell(place, [...options, "--oom-score-adj", "500"], script);
    },
    expected: "1\n200\n300\n128\n500",
  },
  {
    name: "run --device: the node, and leave to use it",
    act: async (place) => {
      const node = join(place.directory, "node");
      must("mknod", node, "c", "10", "229"); // fuse, which is not allowed by default
      const script = "stat -c '%F %t:%T' /dev/twin; true </dev/twin && echo read; true >/dev/twin";
      const { stdout, stderr } = await place.podman.call(
        "run",
        "--rm",
        "--device",
        `${node}:/dev/twin:r`,
        IMAGE,
        "sh",
        "-c",
        script,
      );
      return { stdout, stderr };
    },
    expected: {
      stdout: "character special file a:e5\nread\n",
      stderr: "sh: can't create /dev/twin: Operation not permitted\n",
    },
  },
  {
    name: "run --init: catatonit reaps as PID 1",
    act: (place) => shell(place, ["--init"], "cat /proc/1/comm; echo $PPID"),
    expected: "podman-init\n1",
  },
  {
    name: "run --privileged: all capabilities, the host's devices, no filter",
    act: async (place) => {
      const script = "grep -E 'CapEff|Seccomp:' /proc/self/status; test -c /dev/net/tun && echo tun";
      const status = readFileSync("/proc/self/status", "utf8");
      const own = /^CapEff:\t(.*)$/m.exec(status)[1];
      return (await shell(place, ["--privileged"], script)).replace(own, "OWN");
    },
    expected: "CapEff:\tOWN\nSeccomp:\t0\ntun",
  },
  {
    name: "run --security-opt no-new-privileges, mask and unmask",
    act: async (place) => {
      const options = [
        "--security-opt",
        "no-new-privileges",
        "--security-opt",
        "mask=/etc",
        "--security-opt",
        "unmask=/proc/timer_list",
      ];
      return await shell(
        place,
        options,
        "grep NoNewPrivs /proc/self/status; ls /etc | wc -l; grep -c timer_list /proc/mounts || true",
      );
    },
    expected: "NoNewPrivs:\t1\n0\n0",
  },
  {
    name: "run --hooks-dir: hooks are run, with the container's state",
    act: async ({ podman, directory }) => {
      const hook = { path: "/bin/sh", args: ["sh", "-c", `cat >${directory}/state`] };
      const when = { always: true };
      const file = { version: "1.0.0", hook, when, stages: ["createRuntime", "poststop"] };
      writeFileSync(join(directory, "hook.json"), JSON.stringify(file));
      await podman.with("--hooks-dir", directory).must("run", "--rm", IMAGE, "true");
      const { status, ociVersion } = JSON.parse(readFileSync(join(directory, "state"), "utf8"));
      return { status, version: typeof ociVersion };
    },
    expected: { status: "stopped", version: "string" },
  },
];
