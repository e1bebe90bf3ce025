/** buildah run: commands in a working container. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SIZE } from "../image.mjs";

/** The outcome of a command in a new working container. */
async function run({ buildah, image }, options, ...command) {
  const container = await buildah.must("from", image);
  return await buildah.call("run", ...options, container, "--", ...command);
}

async function shell(place, options, script) {
  const { status, stdout, stderr } = await run(place, options, "sh", "-c", script);
  if (status !== 0) throw new Error(`exit status ${status}: ${stderr.trim()}`);
  return stdout.trimEnd();
}

export const RUN = [
  {
    name: "run: output and exit status",
    act: async (place) => {
      const { status, stdout, stderr } = await run(place, [], "sh", "-c", "echo out; echo err >&2; exit 3");
      return { status, stdout, said: stderr.startsWith("err\n") };
    },
    expected: { status: 3, stdout: "out\n", said: true },
  },
  {
    name: "run: what one command writes the next one reads; commit",
    act: async ({ buildah, image, name }) => {
      const container = await buildah.must("from", image);
      await buildah.must("run", container, "--", "sh", "-c", "echo one >/made");
      await buildah.must("run", container, "--", "sh", "-c", "echo two >>/made");
      await buildah.must("commit", "--quiet", container, `localhost/${name}`);
      const second = await buildah.must("from", `localhost/${name}`);
      const text = await buildah.must("run", second, "--", "cat", "/made");
      await buildah.must("rm", second);
      await buildah.must("rmi", `localhost/${name}`);
      return text;
    },
    expected: "one\ntwo",
  },
  {
    name: "run: stdin to its end",
    act: async ({ buildah, image }) => {
      const container = await buildah.must("from", image);
      return (await buildah.feed("a\nb\n", "run", container, "--", "wc", "-l")).stdout;
    },
    expected: "2\n",
  },
  {
    name: "run --tty: a terminal with its size, typed into; the exit status",
    act: async ({ buildah, image }) => {
      const container = await buildah.must("from", image);
      const script = `tty; ${SIZE}; read line; echo got $line; exit 5`;
      const { status, lines } = await buildah.typed("ahoy", "run", "--tty", container, "--", "sh", "-c", script);
      return { status, lines: lines.slice(0, 3) };
    },
    expected: { status: 5, lines: ["/dev/pts/0", "31 97", "got ahoy"] },
  },
  {
    name: "run -v, -v …:ro: a directory of the host",
    act: async (place) => {
      mkdirSync(place.directory);
      writeFileSync(join(place.directory, "in"), "from the host\n");
      const options = ["-v", `${place.directory}:/rw`, "-v", `${place.directory}:/ro:ro`];
      const stdout = await shell(place, options, "cat /rw/in; echo back >/rw/out; touch /ro/x 2>&1; true");
      return { stdout, out: readFileSync(join(place.directory, "out"), "utf8") };
    },
    expected: { stdout: "from the host\ntouch: /ro/x: Read-only file system", out: "back\n" },
  },
  {
    name: "run --user, --workingdir, --env, --hostname",
    act: (place) => {
      const options = ["--user", "sailor", "--workingdir", "/etc", "--env", "A=b c", "--hostname", "dory"];
      return shell(place, options, 'id -u; id -G; pwd; echo "$A $FLAG"; hostname');
    },
    expected: "1000\n1000 2000\n/etc\nb c ensign\ndory",
  },
  {
    name: "run --cap-add, --cap-drop, --no-pivot",
    act: (place) =>
      shell(
        place,
        ["--cap-drop", "CAP_CHOWN", "--cap-add", "CAP_NET_ADMIN", "--no-pivot"],
        "grep CapEff /proc/self/status",
      ),
    expected: "CapEff:\t00000000a80435fa",
  },
  {
    name: "run --mount type=tmpfs; --ipc, --pid, --network = host",
    act: (place) => {
      const options = [
        "--mount",
        "type=tmpfs,destination=/scratch",
        "--pid",
        "host",
        "--ipc",
        "host",
        "--network",
        "host",
      ];
      return shell(place, options, "grep -c ' /scratch tmpfs' /proc/mounts; [ $(ps | wc -l) -gt 3 ] && echo many");
    },
    expected: "1\nmany",
  },
  {
    name: "run of what is not there",
    act: async (place) => {
      const { status, stderr } = await run(place, [], "nothing-there");
      return { failed: status !== 0, said: /nothing-there.*(executable file not found|no such file)/i.test(stderr) };
    },
    expected: { failed: true, said: true },
  },
];
