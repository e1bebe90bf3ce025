import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { suite } from "../../harness/check.ts";
import { probePath } from "../../harness/environment.ts";
import { findReport, parseLines } from "../../harness/report.ts";
import { run, said } from "./script.ts";

suite("library surroundings", (check) => {
  check("standard streams of the container: descriptors, or none", (scene) => {
    const bundle = scene.probeBundle(["cat", "report"]);
    writeFileSync(join(scene.dir, "in"), "from outside\n");
    const outcome = run(
      scene,
      [bundle.dir],
      `
      import { openSync } from "node:fs";
      const stdio = [openSync(at.dir + "/in", "r"), openSync(at.dir + "/out", "a"), "ignore"];
      await caisson.run("box-1", { root, bundle, stdio });
      await caisson.run("box-2", { root, bundle });
      `,
    ).ok();
    expect([outcome.stdout, outcome.stderr]).toEqual(["", ""]);
    const output = readFileSync(join(scene.dir, "out"), "utf8");
    expect(output).toMatch(/^from outside\n/);
    expect(findReport(parseLines(output)).descriptors.map(({ fd }) => fd)).toEqual([0, 1, 2]);
  });

  check("preserveFds: those descriptors, in that order, and no other", (scene) => {
    const bundle = scene.probeBundle(["report", "read-fd 3", "read-fd 4"]);
    for (const name of ["a", "b"]) writeFileSync(join(scene.dir, name), name);
    const code = `
      import { openSync } from "node:fs";
      const [a, b] = ["a", "b"].map((name) => openSync(at.dir + "/" + name, "r"));
      await caisson.run("box-1", { root, bundle, stdio: ["ignore", 1, 2], preserveFds: [b, a] });
    `;
    const lines = parseLines(run(scene, [bundle.dir], code).ok().stdout);
    expect(findReport(lines).descriptors.map(({ fd }) => fd)).toEqual([0, 1, 2, 3, 4]);
    expect(lines.slice(1).map(({ text }) => text)).toEqual(["b", "a"]);
  });

  check("notifySocket: start waits; the variables of this process's own manager are left alone", async (scene) => {
    const path = join(scene.dir, "manager");
    const manager = scene.beside(probePath, ["manager", path]);
    await manager.says("listening");
    const ready = scene.probeBundle([["notify", "READY=1"], "sleep"]);
    const silent = scene.container(scene.probeBundle(["report", "sleep"]));
    const code = `
      await caisson.run("box-1", { root, bundle: at.bundles[1], detach: true });
      await caisson.create("box-2", { root, bundle, notifySocket: at.dir + "/manager" });
      await caisson.start("box-2", { root, notifySocket: at.dir + "/manager" });
      say((await caisson.state("box-2", { root })).pid);
      await caisson.remove("box-2", { root, force: true });
    `;
    const env = { NOTIFY_SOCKET: "/nowhere", LISTEN_FDS: "3", LISTEN_PID: "1" };
    const [pid] = said(run(scene, [ready.dir, silent.bundle.dir], code, { env }));
    const heard = parseLines(manager.stdout).filter(({ verb }) => verb === "manager");
    expect(heard.map(({ text }) => text)).toEqual(["READY=1", `MAINPID=${pid}`, "BARRIER=1"]);
  });

  check("nothing of it stays in this process: descriptors, children, handlers of signals", (scene) => {
    const bundle = scene.probeBundle(["exit 0"]);
    const code = `
      import { readFileSync, readdirSync } from "node:fs";
      const look = () => ({
        descriptors: readdirSync("/proc/self/fd").length,
        children: readdirSync("/proc/self/task").flatMap((id) => readFileSync("/proc/self/task/" + id + "/children", "utf8")).join(""),
        caught: /SigCgt:.*/.exec(readFileSync("/proc/self/status", "utf8"))[0],
        blocked: /SigBlk:.*/.exec(readFileSync("/proc/self/status", "utf8"))[0],
        directory: process.cwd(),
      });
      // the first child makes Node handle SIGCHLD
      await caisson.run("box-0", { root, bundle });
      const before = look();
      for (let n = 1; n < 4; n++) {
        await caisson.run("box-1", { root, bundle });
        await failure(caisson.start("nobody", { root }));
        await caisson.create("box-2", { root, bundle });
        await caisson.remove("box-2", { root });
        await caisson.plan(bundle, { root });
        await caisson.list({ root });
      }
      await new Promise((done) => setTimeout(done, 50));
      say([before, look()]);
    `;
    const [[before, after] = []] = said<[object, object]>(run(scene, [bundle.dir], code));
    expect(after).toEqual(before);
  });

  check("eight at once, five times", (scene) => {
    const bundles = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => scene.probeBundle([`exit ${n}`]).dir);
    const code = `
      for (let round = 0; round < 5; round++)
        say(await Promise.all(at.bundles.map((bundle, n) => caisson.run("box-" + n, { root, bundle }))));
    `;
    expect(said(run(scene, bundles, code))).toEqual(Array(5).fill([0, 1, 2, 3, 4, 5, 6, 7]));
  });
});
