import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { suite } from "../../harness/check.ts";
import type { Scene } from "../../harness/scene.ts";

interface Entry {
  readonly level: string;
  readonly msg: string;
  readonly time: string;
  readonly code?: string;
  readonly from?: string;
  readonly syscall?: string;
  readonly errno?: string;
}

function logOf(scene: Scene): string {
  return join(scene.dir, "log");
}

function entries(scene: Scene): Entry[] {
  return readFileSync(logOf(scene), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

function logging(scene: Scene, ...flags: readonly string[]) {
  return scene.runtimeWith({ flags: ["--log", logOf(scene), ...flags] });
}

suite("log", (check) => {
  check("json: the fatal error is one line with level, msg and time", (scene) => {
    logging(scene, "--log-format", "json").call(["state", "nobody"]).fails("does not exist");
    const all = entries(scene);
    expect(all.length).toBe(1);
    expect(all[0]).toMatchObject({ level: "error", msg: expect.stringContaining("does not exist") });
    expect(Date.parse(all[0]?.time ?? "")).not.toBeNaN();
  });

  check("json: lines are appended", (scene) => {
    const runtime = logging(scene, "--log-format=json");
    for (const id of ["one", "two", "three"]) runtime.call(["state", id]).fails("does not exist");
    expect(entries(scene).length).toBe(3);
  });

  check("json: every line is JSON, however it ends", (scene) => {
    const runtime = logging(scene, "--log-format", "json", "--debug");
    const bundle = scene.bundle((config) => {
      config.process.args = ["/no/such\nprogram\u0001"];
      config.process.capabilities = { bounding: ["CAP_\nTELEPORT"] };
    });
    scene
      .container(bundle, runtime)
      .run()
      .fails(/no such file or directory/);
    const all = entries(scene);
    expect(all.every(({ level, msg, time }) => Boolean(level && msg && time))).toBe(true);
    expect(all.filter(({ level }) => level === "error").length).toBeGreaterThan(0);
  });

  check("json: the place, the system call, the errno and the code are fields", (scene) => {
    const runtime = logging(scene, "--log-format", "json");
    const bundle = scene.probeBundle(["report"], (config) => {
      config.mounts.push({ destination: "/mnt", source: "/no/such/source", options: ["bind"] });
    });
    scene
      .container(bundle, runtime)
      .run()
      .fails(/no such file or directory/);
    const last = entries(scene).findLast(({ level }) => level === "error");
    expect(last).toMatchObject({ code: "STEP_FAILED", from: "/mounts/7", errno: "ENOENT" });
    expect(last?.syscall).toBeTruthy();
  });

  check("text: the error stands there too", (scene) => {
    logging(scene).call(["state", "nobody"]).fails("does not exist");
    expect(readFileSync(logOf(scene), "utf8")).toMatch(/level=error.*does not exist/);
  });

  check("success leaves no error", (scene) => {
    const container = scene.container(scene.probeBundle(["report"]), logging(scene, "--log-format", "json"));
    container.run().ok();
    const text = existsSync(logOf(scene)) ? readFileSync(logOf(scene), "utf8") : "";
    expect(text).not.toContain('"error"');
  });

  check("--debug says more", (scene) => {
    const quiet = scene
      .container(scene.probeBundle(["exit 0"]))
      .run()
      .ok().stderr;
    const runtime = scene.runtimeWith({ flags: ["--debug"] });
    const loud = scene
      .container(scene.probeBundle(["exit 0"]), runtime)
      .run()
      .ok().stderr;
    expect(quiet).toBe("");
    expect(loud.length).toBeGreaterThan(quiet.length);
  });

  check("a log that cannot be opened is an error", (scene) => {
    const runtime = scene.runtimeWith({ flags: ["--log", "/no/such/dir/log"] });
    expect(runtime.call(["list"]).status).toBe(1);
  });

  check("a format that does not exist is an error", (scene) => {
    const runtime = scene.runtimeWith({ flags: ["--log-format", "xml"] });
    expect(runtime.call(["list"]).status).toBe(1);
  });
});
