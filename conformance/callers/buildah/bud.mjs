/** buildah bud: Containerfiles. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Builds these lines after FROM, and gives the outcome. */
async function bud({ buildah, image, name, directory }, lines, options = []) {
  mkdirSync(directory);
  writeFileSync(join(directory, "cargo"), "cargo\n");
  writeFileSync(join(directory, "Containerfile"), `FROM ${image}\n${lines.join("\n")}\n`);
  return await buildah.call("bud", "--quiet", "--tag", `localhost/${name}`, ...options, directory);
}

/** Text of a file in an image, which is removed then. */
async function fileOf({ buildah, name }, path) {
  const container = await buildah.must("from", `localhost/${name}`);
  const text = await buildah.must("run", container, "--", "cat", path);
  await buildah.must("rm", container);
  await buildah.must("rmi", `localhost/${name}`);
  return text;
}

async function made(place, lines, { options, path = "/made" } = {}) {
  const { status, stderr } = await bud(place, lines, options);
  if (status !== 0) throw new Error(stderr.trim());
  return await fileOf(place, path);
}

export const BUD = [
  {
    name: "bud: RUN, COPY, ENV, ARG, WORKDIR, USER",
    act: (place) =>
      made(
        place,
        [
          "ENV A=b",
          "ARG C",
          "COPY cargo /cargo",
          "WORKDIR /etc",
          "RUN cat /cargo >/made; echo $A $C >>/made; pwd >>/made; chmod 666 /made",
          "USER sailor",
          "RUN id -u >>/made; id -G >>/made",
        ],
        { options: ["--build-arg", "C=d"] },
      ),
    expected: "cargo\nb d\n/etc\n1000\n1000 2000",
  },
  {
    name: "bud: RUN in the exec form, and with pipes to many processes",
    act: (place) => made(place, ['RUN ["sh", "-c", "seq 1 2000 | sort -rn | head -1 >/made"]']),
    expected: "2000",
  },
  {
    name: "bud: a RUN that fails ends it with its status",
    act: async (place) => {
      const { status, stderr } = await bud(place, ["RUN echo aground >&2; exit 7"]);
      return { status, said: /aground/.test(stderr) && /exit status 7/.test(stderr) };
    },
    expected: { status: 7, said: true },
  },
  {
    name: "bud: RUN of what is not there",
    act: async (place) => {
      const { status, stderr } = await bud(place, ['RUN ["nothing-there"]']);
      return { failed: status !== 0, said: /nothing-there.*(executable file not found|no such file)/i.test(stderr) };
    },
    expected: { failed: true, said: true },
  },
  {
    name: "bud: RUN --mount=type=bind, cache and tmpfs",
    act: (place) =>
      made(place, [
        "RUN --mount=type=bind,source=cargo,target=/in --mount=type=tmpfs,target=/scratch cat /in >/made; grep -c ' /scratch tmpfs' /proc/mounts >>/made",
      ]),
    expected: "cargo\n1",
  },
  {
    name: "bud: stages, of which the last copies from the first",
    act: async (place) => {
      const second = [
        `RUN echo first >/first`,
        `FROM ${place.image}`,
        "COPY --from=0 /first /made",
        "RUN echo last >>/made",
      ];
      return await made(place, second);
    },
    expected: "first\nlast",
  },
  {
    name: "bud --memory, --ulimit, --cap-drop, --security-opt seccomp: hold for RUN",
    act: async (place) => {
      // without capabilities root may not write to a root directory that nobody may
      const path = "/tmp/made";
      const lines = [`RUN ulimit -Sn >${path}; grep -E 'CapEff|Seccomp:' /proc/self/status >>${path}`];
      const limits = ["--ulimit", "nofile=200:300", "--ulimit", "nproc=900:900", "--memory", "64m"];
      const options = [...limits, "--cap-drop", "all", "--security-opt", "seccomp=unconfined"];
      return await made(place, lines, { options, path });
    },
    expected: "200\nCapEff:\t0000000000000000\nSeccomp:\t0",
  },
  {
    name: "bud --network none",
    act: (place) => made(place, ["RUN ls /sys/class/net >/made"], { options: ["--network", "none"] }),
    expected: "lo",
  },
];
