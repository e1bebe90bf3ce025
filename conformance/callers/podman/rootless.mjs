/** podman as an ordinary user, whom the suite makes. */
import { chownSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { IMAGE, SIZE } from "../image.mjs";
import { must } from "../program.mjs";
import { until } from "../waiting.mjs";
import { fetched } from "./network.mjs";
import { detached, shell } from "./run.mjs";
import { configure, podmanCaller } from "./setup.mjs";

const USER = "shipmate";
const ID = 4242;

export async function openRootless({ work, archive, runtimes }) {
  const home = join(work, "home");
  must("groupadd", "--gid", String(ID), USER);
  must("useradd", "--uid", String(ID), "--gid", String(ID), "--create-home", "--home-dir", home, USER);
  const env = configure(home, runtimes);
  // short: podman refuses a run root of more than 50 characters
  const run = `/run/user/${ID}`;
  mkdirSync(dirname(run), { mode: 0o755, recursive: true });
  mkdirSync(run, { mode: 0o700 });
  must("chown", "--recursive", `${USER}:`, home, run);
  const theirs = {
    ...env,
    HOME: home,
    XDG_RUNTIME_DIR: run,
    USER,
    LOGNAME: USER,
    XDG_CONFIG_HOME: join(home, ".config"),
  };
  const prefix = ["setpriv", "--reuid", USER, "--regid", USER, "--init-groups", "env", `--chdir=${home}`];
  const stateOf = ({ name }) => [join(run, name)];
  const caller = podmanCaller({ env: theirs, work: home, prefix, stateOf });
  const copy = join(home, "image.tar");
  copyFileSync(archive, copy);
  chownSync(copy, ID, ID);
  await caller.plain.must("load", "--quiet", "--input", copy);
  return {
    ...caller,
    place: (runtime) => {
      const place = caller.place(runtime);
      chownSync(place.directory, ID, ID);
      return place;
    },
    // the process that keeps the user namespace
    close: () => caller.plain.must("system", "migrate"),
  };
}

export const ROOTLESS = [
  {
    name: "run --rm: root inside is the user outside; output and exit status",
    act: async (place) => {
      const { podman, directory } = place;
      const script = "id -u; touch /mnt/made; exit 3";
      const { status, stdout } = await podman.call("run", "--rm", "-v", `${directory}:/mnt`, IMAGE, "sh", "-c", script);
      return { status, stdout, owner: must("stat", "-c", "%U", join(directory, "made")) };
    },
    expected: { status: 3, stdout: "0\n", owner: USER },
  },
  {
    name: "run -it: a terminal",
    act: async ({ podman }) => {
      const { status, stdout } = await podman.onTerminal(
        "",
        "run",
        "--rm",
        "-it",
        IMAGE,
        "sh",
        "-c",
        `tty; ${SIZE}; exit 5`,
      );
      return { status, stdout };
    },
    expected: { status: 5, stdout: "/dev/pts/0\n31 97\n" },
  },
  {
    name: "run -d, exec, top, logs, stop",
    act: async ({ podman, name }) => {
      const pid = await detached(
        { podman, name },
        [],
        ["sh", "-c", "trap 'exit 9' TERM; echo ready; while :; do sleep 0.05; done"],
      );
      const uid = /^Uid:\t(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1];
      await until("it is ready", async () => ((await podman.must("logs", name)) === "ready" ? true : undefined));
      const { status, stdout } = await podman.call("exec", "--user", "sailor", name, "sh", "-c", "id -u; exit 4");
      const top = (await podman.must("top", name, "pid", "user")).split("\n")[1].split(/\s+/).slice(0, 2);
      await podman.must("stop", "--time", "20", name);
      return { uid, status, stdout, top, exit: await podman.must("inspect", "--format", "{{.State.ExitCode}}", name) };
    },
    expected: { uid: String(ID), status: 4, stdout: "1000\n", top: ["1", "root"], exit: "9" },
  },
  {
    name: "exec -it: a terminal",
    act: async (place) => {
      await detached(place);
      const { status, stdout } = await place.podman.onTerminal(
        "",
        "exec",
        "-it",
        place.name,
        "sh",
        "-c",
        "tty; exit 5",
      );
      return { status, stdout };
    },
    expected: { status: 5, stdout: "/dev/pts/0\n" },
  },
  {
    name: "kill, rm -f",
    act: async (place) => {
      const { podman, name } = place;
      await detached(place);
      await podman.must("kill", name);
      const status = await until("it has ended", async () => {
        const found = await podman.must("inspect", "--format", "{{.State.Status}} {{.State.ExitCode}}", name);
        return found.startsWith("exited") ? found : undefined;
      });
      await detached({ ...place, name: `${name}-again` });
      await podman.must("rm", "--force", "--time", "0", `${name}-again`);
      return { status, left: (await podman.must("ps", "--all", "--format", "{{.Names}}")) === name };
    },
    expected: { status: "exited 137", left: true },
  },
  {
    name: "run --userns=keep-id: the user is the same inside",
    act: async (place) => {
      writeFileSync(join(place.directory, "in"), "x");
      chownSync(join(place.directory, "in"), ID, ID);
      return await shell(place, ["--userns", "keep-id", "-v", `${place.directory}:/mnt`], "id -u; stat -c %u /mnt/in");
    },
    expected: `${ID}\n${ID}`,
  },
  {
    name: "run --tmpfs, --read-only, --cap-drop, --security-opt seccomp",
    act: async (place) => {
      const file = join(place.directory, "profile.json");
      const rule = { names: ["mkdir", "mkdirat"], action: "SCMP_ACT_ERRNO", errnoRet: 28 };
      writeFileSync(file, JSON.stringify({ defaultAction: "SCMP_ACT_ALLOW", syscalls: [rule] }));
      const options = [
        "--tmpfs",
        "/scratch:size=64k",
        "--read-only",
        "--cap-drop",
        "all",
        "--security-opt",
        `seccomp=${file}`,
      ];
      const script = "touch /etc/x 2>&1; touch /scratch/x; mkdir /scratch/d 2>&1; grep CapEff /proc/self/status";
      return await shell(place, options, script);
    },
    expected:
      "touch: /etc/x: Read-only file system\nmkdir: can't create directory '/scratch/d': No space left on device\nCapEff:\t0000000000000000",
  },
  {
    name: "run --publish: slirp4netns, reached from outside",
    act: async ({ podman, name }) => {
      await podman.must("run", "-d", "-p", "127.0.0.1:8082:80", "--name", name, IMAGE, "httpd", "-f", "-h", "/etc");
      return (await fetched("http://127.0.0.1:8082/group")).split("\n")[0];
    },
    expected: "root:x:0:",
  },
  {
    name: "run --pod",
    act: async ({ podman, name }) => {
      await podman.must(
        "run",
        "-d",
        "--pod",
        `new:${name}`,
        IMAGE,
        "httpd",
        "-f",
        "-p",
        "127.0.0.1:8088",
        "-h",
        "/etc",
      );
      const script = "wget -qO- http://127.0.0.1:8088/group | head -1";
      return await podman.must("run", "--rm", "--pod", name, IMAGE, "sh", "-c", script);
    },
    expected: "root:x:0:",
  },
  {
    name: "build",
    act: async ({ podman, name, directory }) => {
      writeFileSync(join(directory, "Containerfile"), `FROM ${IMAGE}\nRUN id -u >/made\nCMD ["cat", "/made"]\n`);
      await podman.must("build", "--quiet", "--tag", `localhost/${name}`, directory);
      const stdout = await podman.must("run", "--rm", `localhost/${name}`);
      await podman.must("rmi", `localhost/${name}`);
      return stdout;
    },
    expected: "0",
  },
  {
    name: "healthcheck run, by hand",
    act: async (place) => {
      await detached(place, ["--health-cmd", "test -e /etc/passwd", "--health-interval", "disable"]);
      return (await place.podman.call("healthcheck", "run", place.name)).status;
    },
    expected: 0,
  },
];
