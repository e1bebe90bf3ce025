import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { suite } from "../../harness/check.ts";
import { begin, run, said } from "./script.ts";

suite("library", (check) => {
  check("create, state, start, list, kill, delete", (scene) => {
    const bundle = scene.probeBundle(["sleep"]);
    const outcome = run(
      scene,
      [bundle.dir],
      `
      const status = async () => (await caisson.state("box-1", { root })).status;
      await caisson.create("box-1", { root, bundle, pidFile: at.dir + "/pid" });
      say(await caisson.state("box-1", { root }));
      await caisson.start("box-1", { root });
      say((await caisson.list({ root })).map(({ id, status }) => [id, status]));
      await caisson.kill("box-1", "KILL", { root });
      while ((await status()) !== "stopped") await new Promise((done) => setTimeout(done, 10));
      await caisson.remove("box-1", { root });
      say(await caisson.list({ root }));
      `,
    );
    const [state, running, none] = said<{ status: string; pid: number }>(outcome);
    expect(state).toMatchObject({ id: "box-1", status: "created", bundle: bundle.dir });
    expect(readFileSync(join(scene.dir, "pid"), "utf8")).toBe(String(state?.pid));
    expect(running).toEqual([["box-1", "running"]]);
    expect(none).toEqual([]);
    expect(outcome.stderr).toBe("");
  });

  check("run: the exit status, and 128+N", (scene) => {
    const bundles = ["exit 0", "exit 1", "exit 255", "die 9"].map(
      (verb) =>
        scene.probeBundle([verb], (config) => {
          config.linux.namespaces = config.linux.namespaces.filter(({ type }) => type !== "pid");
        }).dir,
    );
    const [statuses] = said<number[]>(
      run(
        scene,
        bundles,
        "say(await Promise.all(at.bundles.map((bundle, n) => caisson.run(`box-${n}`, { root, bundle }))));",
      ),
    );
    expect(statuses).toEqual([0, 1, 255, 137]);
  });

  check("run: this process goes on meanwhile", async (scene) => {
    const bundle = scene.probeBundle(["signal-wait 15 9"]);
    const beside = begin(
      scene,
      [bundle.dir],
      `
      const ended = caisson.run("box-1", { root, bundle, stdio: ["ignore", "inherit", "inherit"] });
      while ((await failure(caisson.state("box-1", { root })))?.code === "NOT_FOUND") await null;
      while ((await caisson.state("box-1", { root })).status !== "running") await new Promise((done) => setTimeout(done, 5));
      say({ verb: "beside" });
      say({ verb: "ended", status: await ended });
      `,
    );
    await beside.line("ready");
    await beside.line("beside");
    scene.runtime.call(["kill", "box-1", "TERM"]).ok();
    const outcome = await beside.ended;
    expect(outcome.stderr).toBe("");
    expect(outcome.stdout).toContain('{"verb":"ended","status":9}');
  });

  check("run: detached it outlives this process", (scene) => {
    const container = scene.container();
    said(
      run(
        scene,
        [container.bundle.dir],
        `say(await caisson.run(${JSON.stringify(container.id)}, { root, bundle, detach: true }));`,
      ),
    );
    expect(container.state().status).toBe("running");
  });

  check("delete: with force, and under its own name", (scene) => {
    const container = scene.container();
    container.run(["--detach"]).ok();
    const code = `
      say((await failure(caisson.delete("box-1", { root }))).code);
      await caisson.delete("box-1", { root, force: true });
      await caisson.delete("box-1", { root, force: true });
    `;
    expect(said(run(scene, [], code))).toEqual(["WRONG_STATE"]);
    container.stateOutcome().fails("does not exist");
  });

  check("plan, validate, features, spec: what the command line prints", (scene) => {
    const bundle = scene.probeBundle(["exit 0"], (config) => {
      Object.assign(config, { unknown: 1 });
      config.hostname = "planned";
    });
    const code = `
      const warnings = [];
      const plan = await caisson.plan(bundle, { root, id: "x", onWarning: (warning) => warnings.push(warning) });
      say(plan.create.map(({ op, from }) => [op, from]));
      say([warnings[0].from, (await caisson.validate(bundle)).warnings[0].pointer]);
      say(await caisson.features());
      say((await caisson.spec()).process);
    `;
    const [steps, places, features, process] = said(run(scene, [bundle.dir], code));
    const words = ["plan", "--format", "json", "--id", "x", bundle.dir];
    const printed = JSON.parse(scene.runtime.call(words).ok().stdout);
    expect(steps).toEqual(printed.create.map(({ op, from }: { op: string; from: string }) => [op, from]));
    expect(places).toEqual(["/unknown", "/unknown"]);
    expect(features).toEqual(JSON.parse(scene.runtime.call(["features"]).ok().stdout));
    expect(process).toMatchObject({ args: ["sh"], terminal: true });
  });
});
