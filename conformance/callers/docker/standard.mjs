/** docker where the runtime is the daemon's default: what names none, and what outlives the daemon. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { detached } from "./run.mjs";
import { addedName } from "./setup.mjs";

function writeDockerfile({ image, directory }) {
  writeFileSync(join(directory, "cargo"), "cargo\n");
  const lines = [
    `FROM ${image}`,
    "ENV A=b",
    "COPY cargo /cargo",
    "RUN cat /cargo >/made && echo $A >>/made && id -u >>/made",
    "USER sailor",
    "WORKDIR /tmp",
    "RUN id -u >own",
    'CMD ["sh", "-c", "cat /made own; pwd"]',
  ];
  writeFileSync(join(directory, "Dockerfile"), `${lines.join("\n")}\n`);
}

export const STANDARD = [
  {
    name: "info: the default runtime",
    act: async ({ docker, runtime }) =>
      (await docker.must("info", "--format", "{{.DefaultRuntime}}")) === addedName(runtime),
    expected: true,
  },
  {
    name: "run, exec",
    act: async (place) => {
      const { docker, run, image, name } = place;
      const { status, stdout } = await docker.call(...run, "--rm", image, "sh", "-c", "echo out; exit 3");
      await detached(place);
      const { status: second } = await docker.call("exec", name, "sh", "-c", "exit 4");
      const asked = await docker.must("inspect", "--format", "{{.HostConfig.Runtime}}", name);
      return { status, stdout, second, asked: asked === addedName(place.runtime) };
    },
    expected: { status: 3, stdout: "out\n", second: 4, asked: true },
  },
  {
    name: "build: RUN, COPY, ENV, USER, WORKDIR; what it made runs",
    act: async (place) => {
      const { docker, run, name, directory } = place;
      writeDockerfile(place);
      await docker.must("build", "--quiet", "--tag", name, directory);
      const stdout = await docker.must(...run, "--rm", name);
      await docker.must("rmi", name);
      return stdout;
    },
    expected: "cargo\nb\n0\n1000\n/tmp",
  },
  {
    name: "build: a RUN that fails ends it, and its status is told",
    act: async ({ docker, image, directory }) => {
      writeFileSync(join(directory, "Dockerfile"), `FROM ${image}\nRUN echo aground >&2; exit 7\n`);
      const { status, stdout, stderr } = await docker.call("build", "--force-rm", directory);
      return { status, said: /aground/.test(stdout + stderr) && /returned a non-zero code: 7/.test(stderr) };
    },
    expected: { status: 7, said: true },
  },
  {
    name: "build with BuildKit, where the runtime is the first runc in PATH",
    act: async (place) => {
      const { docker, run, name, directory } = place;
      writeDockerfile(place);
      await docker.in({ DOCKER_BUILDKIT: "1" }).must("build", "--quiet", "--no-cache", "--tag", name, directory);
      const stdout = await docker.must(...run, "--rm", name);
      await docker.must("rmi", name);
      return stdout;
    },
    expected: "cargo\nb\n0\n1000\n/tmp",
  },
  {
    name: "live-restore: dockerd ends and comes back; containers go on, and are known",
    act: async (place) => {
      const { docker, name } = place;
      const pid = await detached(place);
      await place.restart("SIGTERM");
      const found = await docker.must("inspect", "--format", "{{.State.Status}} {{.State.Pid}}", name);
      const { status, stdout } = await docker.call("exec", name, "sh", "-c", "echo up; exit 7");
      await docker.must("stop", "--time", "0", name);
      const end = await docker.must("inspect", "--format", "{{.State.Status}} {{.State.ExitCode}}", name);
      return { same: found === `running ${pid}`, status, stdout, end };
    },
    expected: { same: true, status: 7, stdout: "up\n", end: "exited 137" },
  },
  {
    name: "live-restore: dockerd is killed and comes back: the same",
    act: async (place) => {
      const { docker, name } = place;
      const pid = await detached(place);
      await place.restart("SIGKILL");
      const found = await docker.must("inspect", "--format", "{{.State.Status}} {{.State.Pid}}", name);
      return {
        same: found === `running ${pid}`,
        status: (await docker.call("exec", name, "sh", "-c", "exit 7")).status,
      };
    },
    expected: { same: true, status: 7 },
  },
  {
    name: "a container that ended while dockerd was away",
    act: async (place) => {
      const { docker, name } = place;
      const pid = await detached(place);
      await place.restart("SIGTERM", () => process.kill(pid, "SIGKILL"));
      return await docker.must("inspect", "--format", "{{.State.Status}} {{.State.ExitCode}}", name);
    },
    expected: "exited 137",
  },
];
