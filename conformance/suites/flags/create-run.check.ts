import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { withCapabilities } from "../../harness/changes.ts";
import { type Check, suite } from "../../harness/check.ts";
import type { Change } from "../../harness/config.ts";
import type { Container } from "../../harness/container.ts";
import { probePath } from "../../harness/environment.ts";
import type { Outcome } from "../../harness/outcome.ts";
import type { Report } from "../../harness/report.ts";
import type { Caller } from "../../harness/runtime.ts";
import type { Scene, Verb } from "../../harness/scene.ts";
import { eventuallySync } from "../../harness/waiting.ts";

const VERBS = ["create", "run"] as const;
type Launch = (typeof VERBS)[number];

const terminal: Change = (config) => {
  config.process.terminal = true;
};

/** With these flags, until its program runs: `run` detached, or `create` and `start`. */
function launch(container: Container, verb: Launch, flags: readonly string[], caller: Caller = {}): Outcome {
  if (verb === "run") return container.run(["--detach", ...flags], caller);
  const outcome = container.create(flags, caller);
  if (outcome.status === 0) container.start().ok();
  return outcome;
}

/** What a container of its own reports, launched with these flags. */
function reported(scene: Scene, verb: Launch, flags: readonly string[], caller: Caller = {}): Report {
  const container = scene.container(scene.probeBundle(["report", "sleep"]));
  launch(container, verb, flags, caller).ok();
  container.says("report");
  return container.report;
}

async function receiver(scene: Scene) {
  const path = join(scene.dir, "socket");
  const beside = scene.beside(probePath, ["recvfd", path]);
  await beside.says("listening");
  return { path, beside };
}

/** An open file that is its caller's descriptor 3. */
function file(scene: Scene): Caller {
  const path = join(scene.dir, "file");
  writeFileSync(path, "mine");
  const fd = openSync(path, "r");
  scene.atEnd(() => closeSync(fd));
  return { descriptors: [fd] };
}

function paths(check: Check, verb: Launch): void {
  check(`${verb}: --bundle, else the working directory`, { flags: [`${verb} --bundle`] }, (scene) => {
    const other = scene.probeBundle(["sleep"]);
    const bundles = [[], ["--bundle", other.dir]].map((flags) => {
      const container = scene.container();
      const words = verb === "run" ? ["run", "--detach"] : ["create"];
      scene.runtime.call([...words, ...flags, container.id], { cwd: container.bundle.dir }).ok();
      return container.state().bundle === other.dir;
    });
    expect(bundles).toEqual([false, true]);
  });

  check(`${verb}: --pid-file`, { flags: [`${verb} --pid-file`] }, (scene) => {
    const path = join(scene.dir, "pid");
    launch(scene.container(), verb, []).ok();
    expect(existsSync(path)).toBe(false);
    const container = scene.container();
    launch(container, verb, ["--pid-file", path]).ok();
    expect(readFileSync(path, "utf8")).toBe(String(container.state().pid));
  });
}

function sockets(check: Check, verb: Launch): void {
  check(`${verb}: --console-socket gets the terminal`, { flags: [`${verb} --console-socket`] }, async (scene) => {
    const { path, beside } = await receiver(scene);
    launch(scene.container(scene.probeBundle(["report"], terminal)), verb, []).fails(/console/i);
    launch(scene.container(scene.probeBundle(["report"], terminal)), verb, ["--console-socket", path]).ok();
    expect((await beside.line("recvfd")).terminal).toBe(true);
  });

  check(`${verb}: --pidfd-socket gets a pidfd of init`, { flags: [`${verb} --pidfd-socket`] }, async (scene) => {
    const { path, beside } = await receiver(scene);
    launch(scene.container(), verb, []).ok();
    expect(beside.stdout).not.toContain("recvfd");
    const container = scene.container();
    launch(container, verb, ["--pidfd-socket", path]).ok();
    const { count, information } = await beside.line("recvfd");
    expect(count).toBe(1);
    expect(information).toContain(`Pid:\t${container.state().pid}\n`);
  });
}

function surroundings(check: Check, verb: Launch): void {
  check(`${verb}: --no-pivot leaves the runtime's root beneath`, { flags: [`${verb} --no-pivot`] }, (scene) => {
    const found = [[], ["--no-pivot"]].map((flags) => {
      const bundle = scene.bundle(withCapabilities(["CAP_SYS_ADMIN", "CAP_SYS_CHROOT"]));
      bundle.config.process.args = ["/probe", "beneath-root", bundle.configFile];
      bundle.write();
      const container = scene.container(bundle);
      launch(container, verb, flags).ok();
      return container.says("beneath-root").found;
    });
    expect(found).toEqual([false, true]);
  });

  check(`${verb}: --no-new-keyring keeps the caller's`, { flags: [`${verb} --no-new-keyring`] }, (scene) => {
    const own = [[], ["--no-new-keyring"]].map((flags) => reported(scene, verb, flags).keyring.includes("box-"));
    expect(own).toEqual([true, false]);
  });

  check(`${verb}: --preserve-fds`, { flags: [`${verb} --preserve-fds`] }, (scene) => {
    const caller = file(scene);
    const numbers = [[], ["--preserve-fds", "1"]].map((flags) =>
      reported(scene, verb, flags, caller).descriptors.map(({ fd }) => fd),
    );
    expect(numbers).toEqual([
      [0, 1, 2],
      [0, 1, 2, 3],
    ]);
  });
}

function ofRun(check: Check): void {
  const exits: Verb[] = ["exit 0"];

  check("run: --detach returns at once", { flags: ["run --detach"] }, async (scene) => {
    const container = scene.container(scene.probeBundle(["report", "sleep"]));
    const beside = container.runBeside();
    await beside.line("report");
    expect(container.state().status).toBe("running");
    container.kill("KILL").ok();
    expect((await beside.ended).status).toBe(137);
    const detached = scene.container();
    detached.run(["--detach"]).ok();
    expect(detached.state().status).toBe("running");
  });

  check("run: --keep leaves the container", { flags: ["run --keep"] }, (scene) => {
    const kept = [[], ["--keep"]].map((flags) => {
      const container = scene.container(scene.probeBundle(exits));
      container.run(flags).ok();
      return container.stateOutcome().status;
    });
    expect(kept).toEqual([1, 0]);
  });

  check("run: --no-subreaper leaves orphans to others", { flags: ["run --no-subreaper"] }, (scene) => {
    const adopted = [[], ["--no-subreaper"]].map((flags) => {
      const container = scene.container(
        scene.probeBundle(["orphan", "sleep"], (config) => {
          config.linux.namespaces = config.linux.namespaces.filter(({ type }) => type !== "pid");
        }),
      );
      const beside = container.runBeside(flags);
      const parent = eventuallySync("the orphan", () => /"orphan","pid":(\d+)/.exec(beside.stdout)?.[1]);
      container.kill("KILL").ok();
      return Number(parent) === beside.pid;
    });
    expect(adopted).toEqual([true, false]);
  });
}

suite("flags of create and run", (check) => {
  for (const verb of VERBS) {
    for (const part of [paths, sockets, surroundings]) part(check, verb);
  }
  ofRun(check);
});
