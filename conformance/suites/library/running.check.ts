import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { cgroupPathOf, readCgroup } from "../../harness/cgroups.ts";
import { suite } from "../../harness/check.ts";
import { findReport, parseLines } from "../../harness/report.ts";
import { run, said } from "./script.ts";

suite("library running", (check) => {
  check("exec: the exit status, output, and what differs from config.json", (scene) => {
    scene.running();
    const code = `
      import { openSync } from "node:fs";
      const statuses = [0, 7, 255].map((n) => caisson.exec("box-1", ["/probe", "exit", String(n)], { root }));
      say(await Promise.all(statuses));
      const stdio = ["ignore", openSync(at.dir + "/out", "a"), "inherit"];
      const options = { root, stdio, cwd: "/tmp", env: ["A=1", "B=--x y"], user: "5:6", additionalGids: [7, 8] };
      await caisson.exec("box-1", ["/probe", "report"], options);
    `;
    const outcome = run(scene, [], code);
    expect(said(outcome)).toEqual([[0, 7, 255]]);
    const report = findReport(parseLines(readFileSync(join(scene.dir, "out"), "utf8")));
    expect(report).toMatchObject({ cwd: "/tmp", uids: [5, 5, 5, 5], gids: [6, 6, 6, 6], groups: [7, 8] });
    expect(report.env).toEqual(expect.arrayContaining(["A=1", "B=--x y"]));
    expect(report.descriptors.map(({ fd }) => fd)).toEqual([0, 1, 2]);
    expect(outcome.stderr).toBe("");
  });

  check("exec: a whole process, and descriptors beside it", (scene) => {
    scene.running();
    writeFileSync(join(scene.dir, "file"), "mine");
    const code = `
      import { openSync } from "node:fs";
      const process = {
        args: ["/probe", "report", "--", "read-fd", "3"], cwd: "/", env: ["ONLY=this"], user: { uid: 3, gid: 4 },
        rlimits: [{ type: "RLIMIT_CORE", soft: 1n, hard: 2n ** 62n }],
      };
      const preserveFds = [openSync(at.dir + "/file", "r")];
      say(await caisson.exec("box-1", process, { root, preserveFds, stdio: ["ignore", "inherit", "inherit"] }));
    `;
    const lines = parseLines(`${run(scene, [], code).ok().stdout}`);
    const report = findReport(lines);
    expect(report.uids[0]).toBe(3);
    expect(report.env).toEqual(["ONLY=this", "HOME=/"]);
    expect(report.limits.RLIMIT_CORE).toEqual(["1", String(2n ** 62n)]);
    expect(report.descriptors.map(({ fd }) => fd)).toEqual([0, 1, 2, 3]);
    expect(lines.find(({ verb }) => verb === "read-fd")?.text).toBe("mine");
  });

  check("exec: detached; errors have their codes", (scene) => {
    const container = scene.running();
    const code = `
      const code = async (what, options) => (await failure(caisson.exec("box-1", what, { root, ...options }))).code;
      say(await caisson.exec("box-1", ["/probe", "sleep"], { root, detach: true, pidFile: at.dir + "/pid" }));
      say([await code(["no-such-program"]), await code([]), await code(["/probe"], { user: "root" })]);
      await caisson.kill("box-1", 9, { root });
      while ((await caisson.state("box-1", { root })).status !== "stopped") await null;
      say(await code(["/probe", "exit", "0"]));
    `;
    const [status, codes, stopped] = said(run(scene, [], code));
    expect([status, codes, stopped]).toEqual([0, ["EXEC_NOT_FOUND", "USAGE", "USAGE"], "WRONG_STATE"]);
    expect(readFileSync(join(scene.dir, "pid"), "utf8")).toMatch(/^\d+$/);
    expect(container.state().status).toBe("stopped");
  });

  check("pause, resume, ps", (scene) => {
    const container = scene.running(["child", "sleep"]);
    container.says("child");
    const code = `
      const status = async () => (await caisson.state("box-1", { root })).status;
      await caisson.pause("box-1", { root });
      say(await status());
      say((await failure(caisson.pause("box-1", { root }))).code);
      await caisson.resume("box-1", { root });
      say(await status());
      say(await caisson.ps("box-1", { root }));
    `;
    const pids = JSON.parse(scene.runtime.call(["ps", "--format", "json", container.id]).ok().stdout);
    expect(pids.length).toBe(2);
    expect(said(run(scene, [], code))).toEqual(["paused", "WRONG_STATE", "running", pids]);
  });

  check("update: limits, as config.json has them", (scene) => {
    const container = scene.running();
    const code = `
      await caisson.update("box-1", { pids: { limit: 77 } }, { root });
      const { code, from } = await failure(caisson.update("box-1", { pids: { limit: "many" } }, { root }));
      say([code, from]);
    `;
    expect(said(run(scene, [], code))).toEqual([["CONFIG_INVALID", expect.stringContaining("/pids/limit")]]);
    const path = cgroupPathOf(container.state().pid, "pids");
    expect(readCgroup("pids", path, "pids.max")).toBe("77");
  });

  check("stats and events: numbers as they are, until the loop is left or the container ends", (scene) => {
    const container = scene.running(["child", "sleep"]);
    container.says("child");
    const code = `
      const { pids, memory } = await caisson.stats("box-1", { root });
      say([pids.current, memory.usage.usage > 0]);
      const seen = [];
      for await (const { type, id, data } of caisson.events("box-1", { root, interval: 20 })) {
        seen.push([type, id, data.pids.current]);
        if (seen.length === 2) break;
      }
      say(seen);
      for await (const { type } of caisson.events("box-1", { root, interval: 20 })) {
        // it may have ended before this event was read
        await failure(caisson.kill("box-1", "KILL", { root }));
      }
      const watch = caisson.events("box-1", { root });
      say((await failure(watch.next())).code);
    `;
    expect(said(run(scene, [], code))).toEqual([
      [2, true],
      [
        ["stats", "box-1", 2],
        ["stats", "box-1", 2],
      ],
      "WRONG_STATE",
    ]);
  });

  check("checkpoint and restore: their errors", (scene) => {
    const container = scene.container();
    container.create().ok();
    const code = `
      const told = async (promise) => (await failure(promise)).code;
      say(await told(caisson.checkpoint("box-1", { root, imagePath: at.dir + "/images" })));
      say(await told(caisson.checkpoint("box-1", { root, parentPath: "/absolute" })));
      say(await told(caisson.restore("box-1", { root, bundle, imagePath: at.dir })));
    `;
    const [waiting, absolute, taken] = said(run(scene, [container.bundle.dir], code));
    expect([waiting, absolute]).toEqual(["WRONG_STATE", "USAGE"]);
    expect(["EXISTS", "UNSUPPORTED_HOST", "CRIU_FAILED"]).toContain(taken);
  });
});
