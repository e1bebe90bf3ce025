/** ctr run: what a user passes to it. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { documented } from "../documented.mjs";
import { SIZE } from "../image.mjs";
import { limitsOf } from "../limits.mjs";
import { must } from "../program.mjs";

/** Stdout of a container that is gone after it. */
export async function shell({ ctr, run, image, name }, options, script) {
  return await ctr.must(...run, "--rm", ...options, image, name, "sh", "-c", script);
}

/** Pid of the container's task; undefined where it does not run. */
export async function pidOf({ ctr, name }) {
  const lines = (await ctr.must("tasks", "list")).split("\n").map((line) => line.split(/\s+/));
  const found = lines.find(([id]) => id === name);
  return found === undefined ? undefined : { pid: Number(found[1]), status: found[2] };
}

/** A container that runs until it is ended; its pid. */
export async function detached(place, options = [], command = ["sleep", "1000"]) {
  const { ctr, run, image, name } = place;
  await ctr.must(...run, "--detach", ...options, image, name, ...command);
  return (await pidOf(place)).pid;
}

export const RUN = [
  {
    name: "run --rm: output and exit status; nothing is listed after it",
    act: async ({ ctr, run, image, name }) => {
      const script = "echo out; echo err >&2; exit 3";
      const { status, stdout, stderr } = await ctr.call(...run, "--rm", image, name, "sh", "-c", script);
      return { status, stdout, stderr, left: await ctr.must("containers", "list", "--quiet") };
    },
    expected: { status: 3, stdout: "out\n", stderr: "err\n", left: "" },
  },
  {
    name: "run: without --rm, the container stays",
    act: async ({ ctr, run, image, name }) => {
      const { status } = await ctr.call(...run, image, name, "sh", "-c", "exit 4");
      return { status, left: (await ctr.must("containers", "list", "--quiet")) === name };
    },
    expected: { status: 4, left: true },
  },
  {
    name: "run: stdin",
    act: async ({ ctr, run, image, name }) => {
      const { status, stdout } = await ctr.feed("a\nb\n", ...run, "--rm", image, name, "head", "-n", "2");
      return { status, stdout };
    },
    expected: { status: 0, stdout: "a\nb\n" },
  },
  {
    name: "run -t: a terminal with its size, typed into; the exit status",
    act: async ({ ctr, run, image, name }) => {
      const script = `tty; ${SIZE}; read line; echo got $line; exit 5`;
      return await ctr.typed("ahoy", ...run, "--rm", "-t", image, name, "sh", "-c", script);
    },
    expected: { status: 5, lines: ["/dev/pts/0", "31 97", "got ahoy"] },
  },
  {
    name: "run -d: goes on, by this runtime",
    act: async (place) => {
      const pid = await detached(place);
      const { status } = await pidOf(place);
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      const info = JSON.parse(await place.ctr.must("containers", "info", place.name));
      return { status, command, shim: info.Runtime.Name };
    },
    expected: { status: "RUNNING", command: "sleep 1000 ", shim: "io.containerd.runc.v2" },
  },
  {
    name: "run --pid-file, --env, --cwd, --label",
    act: async (place) => {
      const file = join(place.directory, "pid");
      const options = ["--pid-file", file, "--env", "A=b c", "--cwd", "/etc", "--label", "ship=caravel"];
      const stdout = await shell(place, options, 'echo "$A $FLAG"; pwd');
      return { stdout, pid: /^\d+$/.test(readFileSync(file, "utf8")) };
    },
    expected: { stdout: "b c ensign\n/etc", pid: true },
  },
  {
    name: "run --mount: bind, read-write and read-only, and tmpfs",
    act: async (place) => {
      writeFileSync(join(place.directory, "in"), "from the host");
      const bind = (target, mode) => [
        "--mount",
        `type=bind,src=${place.directory},dst=${target},options=rbind:${mode}`,
      ];
      const tmpfs = ["--mount", "type=tmpfs,src=tmpfs,dst=/scratch,options=size=64k:mode=1750"];
      const script =
        "cat /rw/in; echo back >/rw/out; touch /ro/x 2>&1; grep ' /scratch ' /proc/mounts | cut -d' ' -f3,4 | sed s/,inode64//";
      const stdout = await shell(place, [...bind("/rw", "rw"), ...bind("/ro", "ro"), ...tmpfs], script);
      return { stdout, out: readFileSync(join(place.directory, "out"), "utf8") };
    },
    expected: {
      stdout: "from the hosttouch: /ro/x: Read-only file system\ntmpfs rw,relatime,size=64k,mode=1750",
      out: "back\n",
    },
  },
  {
    name: "run --read-only",
    act: (place) => shell(place, ["--read-only"], "touch /etc/x 2>&1; true"),
    expected: "touch: /etc/x: Read-only file system",
  },
  {
    name: "run --cap-add, --cap-drop: exactly these; no new privileges",
    act: async (place) => {
      const options = ["--cap-add", "CAP_NET_ADMIN", "--cap-drop", "CAP_CHOWN"];
      return await shell(place, options, "grep -E 'Cap(Eff|Prm|Bnd)|NoNewPrivs' /proc/self/status");
    },
    expected: "CapPrm:\t00000000a80435fa\nCapEff:\t00000000a80435fa\nCapBnd:\t00000000a80435fa\nNoNewPrivs:\t1",
  },
  {
    name: "run --seccomp: the default profile; --seccomp-profile: the rule's errno",
    act: async (place) => {
      const file = join(place.directory, "profile.json");
      const rule = { names: ["mkdir", "mkdirat"], action: "SCMP_ACT_ERRNO", errnoRet: 28 };
      writeFileSync(file, JSON.stringify({ defaultAction: "SCMP_ACT_ALLOW", syscalls: [rule] }));
      const mode = "grep Seccomp: /proc/self/status";
      return [
        await shell(place, [], mode),
        await shell(place, ["--seccomp"], mode),
        await shell(place, ["--seccomp", "--seccomp-profile", file], `${mode}; mkdir /tmp/d 2>&1; true`),
      ];
    },
    expected: [
      "Seccomp:\t0",
      "Seccomp:\t2",
      "Seccomp:\t2\nmkdir: can't create directory '/tmp/d': No space left on device",
    ],
  },
  {
    name: "run --memory-limit, --cpus: as the kernel has them",
    act: async (place) => {
      const pid = await detached(place, ["--memory-limit", "67108864", "--cpus", "0.5"]);
      return limitsOf(pid, "memory", "quota");
    },
    expected: { memory: "67108864", quota: "50000" },
  },
  {
    name: "run --memory-limit: the kernel ends what goes beyond",
    act: async ({ ctr, run, image, name }) =>
      (await ctr.call(...run, "--rm", "--memory-limit", "16777216", image, name, "tail", "/dev/zero")).status,
    expected: 137,
  },
  {
    name: "run --cgroup: where it was told",
    act: async (place) => {
      const pid = await detached(place, ["--cgroup", `/fleet/${place.name}`]);
      const lines = readFileSync(`/proc/${pid}/cgroup`, "utf8").trim().split("\n");
      await place.ctr.must("tasks", "delete", "--force", place.name);
      return lines.filter((line) => !line.endsWith(`:/fleet/${place.name}`));
    },
    expected: [],
  },
  {
    name: "run --net-host, --with-ns: the namespaces of others",
    act: async (place) => {
      const { ctr, run, image, name } = place;
      const pid = await detached(place, ["--net-host"]);
      const options = ["--with-ns", `network:/proc/${pid}/ns/net`, "--with-ns", `ipc:/proc/${pid}/ns/ipc`];
      const kinds = "for n in net ipc; do readlink /proc/self/ns/$n; done";
      const second = await ctr.must(...run, "--rm", ...options, image, `${name}-second`, "sh", "-c", kinds);
      const first = await ctr.must("tasks", "exec", "--exec-id", "look", name, "sh", "-c", kinds);
      return second === first;
    },
    expected: true,
  },
  {
    name: "run --device: the node, and leave to use it",
    act: (place) =>
      shell(place, ["--device", "/dev/fuse"], "stat -c '%F %t:%T' /dev/fuse; true </dev/fuse && echo opened"),
    expected: "character special file a:e5\nopened",
  },
  {
    name: "run --privileged, --rootfs-propagation, --no-pivot",
    act: async (place) => {
      const own = /^CapEff:\t(.*)$/m.exec(readFileSync("/proc/self/status", "utf8"))[1];
      const options = ["--privileged", "--rootfs-propagation", "slave", "--no-pivot"];
      return (await shell(place, options, "grep CapEff /proc/self/status; echo up")).replace(own, "OWN");
    },
    expected: "CapEff:\tOWN\nup",
  },
  {
    name: "run --uidmap, --gidmap: root inside is another outside",
    act: async (place) => {
      const pid = await detached(place, ["--uidmap", "0:200000:5000", "--gidmap", "0:300000:5000"]);
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      const inside = await place.ctr.must(
        "tasks",
        "exec",
        "--exec-id",
        "look",
        place.name,
        "sh",
        "-c",
        "id -u; touch /made; stat -c %u:%g /made /bin",
      );
      return { uid: /^Uid:\t(\d+)\t/m.exec(status)[1], gid: /^Gid:\t(\d+)\t/m.exec(status)[1], inside };
    },
    expected: { uid: "200000", gid: "300000", inside: "0\n0:0\n0:0" },
  },
  {
    name: "config.toml, as documented: containerd understands it",
    act: async ({ directory, runtime }) => {
      const file = join(directory, "config.toml");
      writeFileSync(file, documented({ heading: "containerd" }, runtime));
      const dump = must("containerd", "--config", file, "config", "dump");
      const table = dump.split(`containerd.runtimes.${runtime.name}.options]`)[1]?.split("[")[0] ?? "";
      return table.includes(`BinaryName = ${JSON.stringify(runtime.path)}`);
    },
    expected: true,
  },
  {
    name: "run --remap-labels: mapping is left to the snapshotter, and this one does not",
    act: (place) => {
      const maps = ["--uidmap", "0:200000:5000", "--gidmap", "0:300000:5000"];
      return shell(place, [...maps, "--remap-labels"], "id -u; stat -c %u:%g /bin");
    },
    expected: "0\n65534:65534",
  },
];
