/** podman exec. */
import { IMAGE, SIZE } from "../image.mjs";
import { until } from "../waiting.mjs";
import { detached } from "./run.mjs";

export const EXEC = [
  {
    name: "exec: output and exit status",
    act: async (place) => {
      await detached(place);
      return await place.podman.call("exec", place.name, "sh", "-c", "echo out; echo err >&2; exit 3");
    },
    expected: { status: 3, stdout: "out\n", stderr: "err\n" },
  },
  {
    name: "exec: a program that a signal ends",
    act: async (place) => {
      await detached(place);
      return (await place.podman.call("exec", place.name, "sh", "-c", "kill -9 $$")).status;
    },
    expected: 137,
  },
  {
    name: "exec --user, --workdir, --env",
    act: async (place) => {
      await detached(place);
      const options = ["--user", "sailor", "--workdir", "/etc", "--env", "A=b c"];
      return await place.podman.must("exec", ...options, place.name, "sh", "-c", 'id -u; id -G; pwd; echo "$A $FLAG"');
    },
    expected: "1000\n1000 2000\n/etc\nb c ensign",
  },
  {
    name: "exec -i: stdin to its end",
    act: async (place) => {
      await detached(place);
      return (await place.podman.feed("a\nb\n", "exec", "-i", place.name, "wc", "-l")).stdout;
    },
    expected: "2\n",
  },
  {
    name: "exec -it: a terminal with its size, typed into; the exit status",
    act: async (place) => {
      await detached(place);
      const script = `tty; ${SIZE}; read line; echo got $line; exit 5`;
      return await place.podman.typed("ahoy", "exec", "-it", place.name, "sh", "-c", script);
    },
    expected: { status: 5, lines: ["/dev/pts/0", "31 97", "got ahoy"] },
  },
  {
    name: "exec -d: goes on alone",
    act: async (place) => {
      await detached(place);
      await place.podman.must("exec", "--detach", place.name, "sh", "-c", "sleep 0.2; echo done >/done");
      return await until("it has written", async () => {
        const { status, stdout } = await place.podman.call("exec", place.name, "cat", "/done");
        return status === 0 ? stdout : undefined;
      });
    },
    expected: "done\n",
  },
  {
    name: "exec: confined like the container: namespaces, capabilities, seccomp, cgroups",
    act: async (place) => {
      await detached(place, ["--cap-drop", "all", "--cap-add", "chown"]);
      const own = "grep -E 'Cap(Eff|Bnd)|Seccomp:|NoNewPrivs' /proc/self/status";
      const same =
        "for n in mnt pid net ipc uts; do readlink /proc/1/ns/$n; readlink /proc/self/ns/$n; done | uniq | wc -l";
      const cgroup = '[ "$(cat /proc/1/cgroup)" = "$(cat /proc/self/cgroup)" ] && echo together';
      return await place.podman.must("exec", place.name, "sh", "-c", `${own}; ${same}; ${cgroup}`);
    },
    expected: "CapEff:\t0000000000000001\nCapBnd:\t0000000000000001\nNoNewPrivs:\t0\nSeccomp:\t2\n5\ntogether",
  },
  {
    name: "exec --privileged: all capabilities",
    act: async (place) => {
      await detached(place, ["--cap-drop", "all"]);
      const found = await place.podman.must("exec", "--privileged", place.name, "grep", "CapEff", "/proc/self/status");
      return /^CapEff:\t[0-9a-f]*f{4}$/.test(found);
    },
    expected: true,
  },
  {
    name: "exec: of what is not there, cannot be run, is a directory's: 127, 126, 126",
    act: async (place) => {
      await detached(place);
      const status = async (...command) => (await place.podman.call("exec", place.name, ...command)).status;
      return [await status("nothing-there"), await status("/etc/passwd"), await status("/etc")];
    },
    expected: [127, 126, 126],
  },
  {
    name: "exec in a container that does not run: 255",
    act: async ({ podman, name }) => {
      await podman.must("run", "--name", name, IMAGE, "true");
      const { status, stderr } = await podman.call("exec", name, "true");
      return { status, said: /container state improper/.test(stderr) };
    },
    expected: { status: 255, said: true },
  },
  {
    name: "exec in a container with ids of its own",
    act: async (place) => {
      await detached(place, ["--uidmap", "0:200000:5000", "--gidmap", "0:300000:5000"]);
      return await place.podman.must(
        "exec",
        "--user",
        "sailor",
        place.name,
        "sh",
        "-c",
        "id -u; cat /proc/self/uid_map | tr -s ' '",
      );
    },
    expected: "1000\n 0 200000 5000",
  },
];
