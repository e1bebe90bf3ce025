import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { suite } from "../../harness/check.ts";
import { run, said } from "./script.ts";

interface Failure {
  readonly isOurs: boolean;
  readonly code: string;
  readonly message: string;
  readonly from?: string;
  readonly syscall?: string;
  readonly errno?: string;
  readonly hint?: string;
}

suite("library failures", (check) => {
  const details = `
    const told = (error) => {
      const { code, message, from, syscall, errno, hint } = error;
      say({ isOurs: error instanceof caisson.RuntimeError, code, message, from, syscall, errno, hint });
    };
  `;

  check("a mount that fails: code, place, system call, errno, hint", (scene) => {
    const bundle = scene.probeBundle(["exit 0"], (config) => {
      config.mounts.push({ destination: "/mnt", source: "/no/such/source", options: ["bind"] });
    });
    const code = `${details} told(await failure(caisson.create("box-1", { root, bundle })));`;
    const [error] = said<Failure>(run(scene, [bundle.dir], code));
    expect(error).toMatchObject({ isOurs: true, code: "STEP_FAILED", from: "/mounts/7", errno: "ENOENT" });
    expect(error?.message).toContain("/no/such/source");
    expect(error?.syscall).toBeTruthy();
    expect(existsSync(join(scene.root, "box-1"))).toBe(false);
  });

  check("each kind has its code", (scene) => {
    const missing = scene.bundle((config) => {
      config.process.args = ["no-such-program"];
    });
    const invalid = scene.probeBundle(["exit 0"], (config) => {
      config.process.cwd = "relative";
    });
    const good = scene.probeBundle(["exit 0"]);
    const code = `${details}
      const [missing, invalid, good] = at.bundles;
      told(await failure(caisson.run("box-1", { root, bundle: missing })));
      told(await failure(caisson.create("box-1", { root, bundle: invalid })));
      told(await failure(caisson.create("box-1", { root, bundle: "/no/such/bundle" })));
      told(await failure(caisson.start("box-1", { root })));
      told(await failure(caisson.kill("box-1", "NOPE", { root })));
      told(await failure(caisson.create("../box", { root, bundle: good })));
      await caisson.create("box-1", { root, bundle: good });
      told(await failure(caisson.create("box-1", { root, bundle: good })));
      await caisson.remove("box-1", { root });
    `;
    const all = said<Failure>(run(scene, [missing.dir, invalid.dir, good.dir], code));
    expect(all.map((error) => error.code)).toEqual([
      "EXEC_NOT_FOUND",
      "CONFIG_INVALID",
      "CONFIG_READ",
      "NOT_FOUND",
      "USAGE",
      "INVALID_ID",
      "EXISTS",
    ]);
    expect(all.every((error) => error.isOurs)).toBe(true);
    expect(all[0]?.message).toMatch(/executable file not found/);
    expect(all[4]?.hint).toBeTruthy();
  });

  check("an exit status of 1 is none of the runtime's errors", (scene) => {
    const bundle = scene.probeBundle(["exit 1"]);
    expect(said(run(scene, [bundle.dir], 'say(await caisson.run("box-1", { root, bundle }));'))).toEqual([1]);
  });

  check("warnings are heard, with their places", (scene) => {
    const bundle = scene.probeBundle(["exit 0"], (config) => {
      Object.assign(config.process, { telepathy: true });
    });
    const code = 'await caisson.run("box-1", { root, bundle, onWarning: say });';
    expect(said(run(scene, [bundle.dir], code))).toEqual([
      { from: "/process/telepathy", message: expect.stringContaining("/process/telepathy") },
    ]);
  });

  check("a create that is aborted is rolled back", (scene) => {
    const bundle = scene.probeBundle(["exit 0"], (config) => {
      config.hooks = { createRuntime: [{ path: "/bin/sleep", args: ["sleep", "20"] }] };
    });
    const code = `${details}
      const stop = new AbortController();
      const creating = failure(caisson.create("box-1", { root, bundle, signal: stop.signal }));
      while ((await failure(caisson.state("box-1", { root })))?.code === "NOT_FOUND") await null;
      setTimeout(() => stop.abort(), 300);
      told(await creating);
      say(await caisson.list({ root }));
    `;
    const [error, listed] = said<Failure>(run(scene, [bundle.dir], code));
    expect(error).toMatchObject({ isOurs: true, code: "INTERRUPTED" });
    expect(listed).toEqual([]);
  });

  check("a foreground run that is aborted ends by the signal", (scene) => {
    const bundle = scene.probeBundle(["signal-wait 15 44"]);
    const code = `
      const stop = new AbortController();
      const ended = caisson.run("box-1", { root, bundle, signal: stop.signal });
      const status = () => caisson.state("box-1", { root }).then(({ status }) => status, () => "none");
      while ((await status()) !== "running") await new Promise((done) => setTimeout(done, 5));
      setTimeout(() => stop.abort(), 300);
      say(await ended);
    `;
    expect(said(run(scene, [bundle.dir], code))).toEqual([44]);
  });
});
