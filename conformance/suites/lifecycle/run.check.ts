import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { withoutNamespace } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import { isAlive } from "../../harness/processes.ts";
import { eventually } from "../../harness/waiting.ts";

suite("run", (check) => {
  for (const status of [0, 1, 2, 42, 125, 126, 127, 128, 254, 255]) {
    check(`exit status ${status}`, (scene) => {
      expect(scene.container(scene.probeBundle([`exit ${status}`])).run().status).toBe(status);
    });
  }

  for (const number of [9, 11, 15]) {
    check(`ended by signal ${number}: 128+${number}`, (scene) => {
      const bundle = scene.probeBundle([`die ${number}`], withoutNamespace("pid"));
      expect(scene.container(bundle).run().status).toBe(128 + number);
    });
  }

  check("PID 1 of a namespace, killed from outside: 137", async (scene) => {
    const container = scene.container(scene.probeBundle(["report", "sleep"]));
    const beside = container.runBeside();
    await beside.line("report");
    process.kill(container.state().pid, "SIGKILL");
    expect((await beside.ended).status).toBe(137);
  });

  check("the container is gone afterwards", (scene) => {
    const container = scene.container(scene.probeBundle(["exit 0"]));
    container.run().ok();
    container.stateOutcome().fails("does not exist");
  });

  check("--keep: the container stays, stopped", (scene) => {
    const container = scene.container(scene.probeBundle(["exit 7"]));
    expect(container.run(["--keep"]).status).toBe(7);
    expect(container.state().status).toBe("stopped");
    container.delete().ok();
  });

  check("standard input, output and error are the caller's", (scene) => {
    const container = scene.container(scene.probeBundle(["cat"]));
    expect(container.run([], { input: "from outside" }).ok().stdout).toBe("from outside");
  });

  check("signals are forwarded", async (scene) => {
    for (const [signal, number] of [
      ["SIGTERM", 15],
      ["SIGHUP", 1],
      ["SIGUSR1", 10],
      ["SIGINT", 2],
    ] as const) {
      const container = scene.container(scene.probeBundle([`signal-wait ${number} 33`]));
      const beside = container.runBeside();
      await beside.line("ready");
      beside.kill(signal);
      const outcome = await beside.ended;
      expect(outcome.stdout).toContain(`"signal":${number}`);
      expect(outcome.status).toBe(33);
    }
  });

  check("--detach: returns while the container runs on", async (scene) => {
    const container = scene.container(scene.probeBundle(["report", "sleep"]));
    const file = join(scene.dir, "pid");
    container.run(["--detach", "--pid-file", file]).ok();
    const { status, pid } = container.state();
    expect(status).toBe("running");
    expect(readFileSync(file, "utf8")).toBe(String(pid));
    container.says("report");
    expect(isAlive(pid)).toBe(true);
  });

  check("-d: nobody but the caller's reaper is the parent", (scene) => {
    const container = scene.container();
    container.run(["-d"]).ok();
    const stat = readFileSync(`/proc/${container.state().pid}/stat`, "utf8");
    expect(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]).toBe("1");
  });

  check("--no-subreaper: with one dash too", (scene) => {
    for (const flag of ["--no-subreaper", "-no-subreaper"]) {
      expect(scene.container(scene.probeBundle(["exit 5"])).run([flag]).status).toBe(5);
    }
  });

  check("orphans of a container without a PID namespace do not hold it up", async (scene) => {
    const bundle = scene.probeBundle(["child", "exit 6"], withoutNamespace("pid"));
    expect(scene.container(bundle).run().status).toBe(6);
  });

  check("a failing start leaves nothing", (scene) => {
    const container = scene.container(
      scene.bundle((config) => {
        config.process.args = ["/no/such/program"];
      }),
    );
    container.run().fails(/no such file or directory/);
    container.stateOutcome().fails("does not exist");
  });

  check("the runtime's death in the foreground does not end the container's state", async (scene) => {
    const container = scene.container(scene.probeBundle(["report", "sleep"]));
    const beside = container.runBeside();
    await beside.line("report");
    beside.kill("SIGKILL");
    await beside.ended;
    expect(container.state().status).toBe("running");
    container.delete("--force").ok();
    await eventually("the container's end", () => container.stateOutcome().status === 1);
  });

  check("from a working directory that is deleted", (scene) => {
    const container = scene.container(scene.probeBundle(["exit 3"]));
    const words = scene.runtime.words(["run", "--bundle", container.bundle.dir, container.id]);
    expect(scene.shell('mkdir /tmp/gone && cd /tmp/gone && rmdir /tmp/gone && exec "$@"', words).status).toBe(3);
  });
});
