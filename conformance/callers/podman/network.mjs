/** podman: networks, published ports, images that are built, and Kubernetes files. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { IMAGE } from "../image.mjs";
import { must } from "../program.mjs";
import { until } from "../waiting.mjs";
import { detached, shell } from "./run.mjs";

/** What a server on this machine's loopback answers. */
export function fetched(url) {
  return until(`${url} answers`, () => {
    try {
      return must("busybox", "wget", "-qO-", url);
    } catch {
      return undefined;
    }
  });
}

const KUBE = (name) => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
spec:
  restartPolicy: Never
  containers:
  - name: server
    image: ${IMAGE}
    imagePullPolicy: Never
    command: ["httpd", "-f", "-p", "8090", "-h", "/etc"]
    resources: { limits: { memory: 32Mi } }
  - name: client
    image: ${IMAGE}
    imagePullPolicy: Never
    command: ["sh", "-c", "sleep 0.5; wget -qO- http://127.0.0.1:8090/group | head -1; sleep 1000"]
    env: [{ name: A, value: b }]
`;

export const NETWORK = [
  {
    name: "a bridge network: containers that reach each other by address",
    act: async ({ podman, name }) => {
      await podman.must("network", "create", name);
      await podman.must("run", "-d", "--network", name, "--name", name, IMAGE, "httpd", "-f", "-h", "/etc");
      const format = `{{(index .NetworkSettings.Networks "${name}").IPAddress}}`;
      const address = await podman.must("inspect", "--format", format, name);
      const script = `for i in 1 2 3 4 5; do wget -qO- http://${address}/group && break; sleep 0.2; done`;
      return (await shell({ podman }, ["--network", name], script)).split("\n")[0];
    },
    expected: "root:x:0:",
  },
  {
    name: "run --publish: reached from outside",
    act: async ({ podman, name }) => {
      await podman.must("run", "-d", "-p", "127.0.0.1:8081:80", "--name", name, IMAGE, "httpd", "-f", "-h", "/etc");
      const port = await podman.must("port", name);
      return { port, page: (await fetched("http://127.0.0.1:8081/group")).split("\n")[0] };
    },
    expected: { port: "80/tcp -> 127.0.0.1:8081", page: "root:x:0:" },
  },
  {
    name: "network disconnect, connect while it runs",
    act: async (place) => {
      const { podman, name } = place;
      await podman.must("network", "create", name);
      await detached(place, ["--network", "podman"]);
      const links = () => podman.must("exec", name, "ls", "/sys/class/net");
      await podman.must("network", "connect", name, name);
      const two = await links();
      await podman.must("network", "disconnect", name, name);
      return { two, one: await links() };
    },
    expected: { two: "eth0\neth1\nlo", one: "eth0\nlo" },
  },
  {
    name: "build: RUN, COPY, ENV, USER, WORKDIR; what it made runs",
    act: async ({ podman, name, directory }) => {
      writeFileSync(join(directory, "cargo"), "cargo\n");
      const file = `FROM ${IMAGE}\nENV A=b\nCOPY cargo /cargo\nRUN cat /cargo >/made && echo $A >>/made && id -u >>/made\nUSER sailor\nWORKDIR /tmp\nRUN id -u >own\nCMD ["sh", "-c", "cat /made own; pwd"]\n`;
      writeFileSync(join(directory, "Containerfile"), file);
      await podman.must("build", "--quiet", "--tag", `localhost/${name}`, directory);
      const stdout = await podman.must("run", "--rm", `localhost/${name}`);
      await podman.must("rmi", `localhost/${name}`);
      return stdout;
    },
    expected: "cargo\nb\n0\n1000\n/tmp",
  },
  {
    name: "build: a RUN that fails ends it with its status",
    act: async ({ podman, directory }) => {
      writeFileSync(join(directory, "Containerfile"), `FROM ${IMAGE}\nRUN echo aground >&2; exit 7\n`);
      const { status, stderr } = await podman.call("build", "--force-rm", directory);
      return { status, said: /aground/.test(stderr) && /exit status 7/.test(stderr) };
    },
    expected: { status: 7, said: true },
  },
  {
    name: "play kube, and --down: a pod of two containers",
    act: async ({ podman, name, directory }) => {
      const file = join(directory, "pod.yaml");
      writeFileSync(file, KUBE(name));
      await podman.must("play", "kube", file);
      const logs = await until("the client has been answered", async () => {
        const { stdout } = await podman.call("logs", `${name}-client`);
        return stdout === "" ? undefined : stdout;
      });
      const running = await podman.must("ps", "--format", "{{.Names}} {{.Status}}");
      await podman.must("play", "kube", "--down", file);
      const up = running.split("\n").filter((line) => / Up /.test(line)).length;
      return { logs, up, left: await podman.must("ps", "--all", "--quiet") };
    },
    expected: { logs: "root:x:0:\n", up: 3, left: "" },
  },
];
