/** A containerd by hand, with its root, state and socket in a directory, and ctr. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { startDaemon } from "../daemon.mjs";
import { IMAGE, makeRootfs } from "../image.mjs";
import { Program } from "../program.mjs";

/** The shim's state directories of containers, which it keeps below the runtime's --root. */
const RUNC_ROOT = "/run/containerd/runc";

/** Ends and removes every container of a namespace, as a user would. */
async function tidy(ctr) {
  for (const id of (await ctr.must("tasks", "list", "--quiet")).split("\n").filter(Boolean)) {
    await ctr.call("tasks", "resume", id);
    await ctr.call("tasks", "delete", "--force", id);
  }
  for (const id of (await ctr.must("containers", "list", "--quiet")).split("\n").filter(Boolean))
    await ctr.must("containers", "delete", id);
}

async function start(work) {
  const [root, state, socket] = ["root", "state", "socket"].map((name) => join(work, name));
  const ctr = new Program(["ctr", "--address", socket]);
  const argv = ["containerd", "--root", root, "--state", state, "--address", socket, "--log-level", "warn"];
  const answers = async () => (await ctr.call("version")).status === 0;
  return { ctr, daemon: await startDaemon({ argv, log: join(work, "containerd.log"), answers }) };
}

export async function openContainerd({ work, archive }) {
  let { ctr, daemon } = await start(work);
  await ctr.must("images", "import", archive);
  // for those that bring a config.json
  const rootfs = makeRootfs(join(work, "rootfs"));
  let steps = 0;
  return {
    stateOf: () => [RUNC_ROOT],
    // the daemon that a step started again; and parents, of which the containers' own are children
    keeps: [/^\d+ containerd \d+$/, /\/runc\/default$/, /^\/sys\/fs\/cgroup(\/[^/]+)?\/(default|fleet)$/],
    place: (runtime) => {
      steps += 1;
      const name = `step-${steps}`;
      const directory = join(work, name);
      mkdirSync(directory);
      const own = ctr.with();
      const run = ["run", "--runc-binary", runtime.path];
      /** Ends the daemon by this signal, and starts it again. */
      const restart = async (signal) => {
        await daemon.stop(signal);
        ({ daemon } = await start(work));
      };
      return { ctr: own, run, image: IMAGE, rootfs, runtime, name, directory, restart, complaint: () => own.complaint };
    },
    tidy: () => tidy(ctr),
    close: () => daemon.stop(),
  };
}
