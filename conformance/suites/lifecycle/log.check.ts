import { existsSync, readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { suite } from "../../harness/check.ts";
import { probePath } from "../../harness/environment.ts";
import type { Scene } from "../../harness/scene.ts";
import { eventually } from "../../harness/waiting.ts";

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
  const json = { flags: ["--log", "--log-format"] };
  check("json: the fatal error is one line with level, msg and time, and on standard error", json, (scene) => {
    // fails() looks at standard error: callers read either
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

  check("json: RFC 3339 time without a fraction", (scene) => {
    logging(scene, "--log-format", "json").call(["state", "nobody"]).fails("does not exist");
    expect(entries(scene)[0]?.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/);
  });

  check("json: what is wrong with the command line is an entry too", (scene) => {
    const runtime = logging(scene, "--log-format", "json");
    expect(runtime.call(["create", "--preserve-fds", "many", "box"]).status).toBe(1);
    expect(runtime.call(["create", "--bundle", "/no/such/bundle", "../box"]).status).toBe(1);
    expect(entries(scene).at(-1)?.level).toBe("error");
  });

  check("json: without --log the entry is on standard error, once", (scene) => {
    const { stderr } = scene
      .runtimeWith({ flags: ["--log-format", "json"] })
      .call(["state", "nobody"])
      .fails("does not exist");
    const lines = stderr.trim().split("\n");
    expect(lines.length).toBe(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      level: "error",
      msg: expect.stringContaining("does not exist"),
    });
  });

  check("the file is opened to append, and not for the container or a hook", async (scene) => {
    const seen = join(scene.dir, "hook");
    const bundle = scene.probeBundle(["report"], (config) => {
      config.hooks = { createRuntime: [{ path: probePath, args: ["probe", "hook", "h", seen, "nap", "1500"] }] };
    });
    const runtime = logging(scene);
    const creating = runtime.begin(["create", "--bundle", bundle.dir, "box"]);
    await eventually("the hook", () => existsSync(seen) && readFileSync(seen, "utf8").endsWith("\n"));
    const fds = `/proc/${creating.pid}/fd`;
    const fd = readdirSync(fds).find((name) => readlinkSync(join(fds, name)) === logOf(scene));
    const information = readFileSync(`/proc/${creating.pid}/fdinfo/${fd}`, "utf8");
    const flags = Number.parseInt(/flags:\s*(\d+)/.exec(information)?.[1] ?? "", 8);
    expect(flags & 0o2000).toBe(0o2000);
    expect(JSON.parse(readFileSync(seen, "utf8")).descriptors).toEqual([0, 1, 2]);
    expect((await creating.ended).status).toBe(0);
    scene.runtime.call(["delete", "--force", "box"]).ok();
  });

  check("what is there already stays; a new file is for its owner to write", (scene) => {
    writeFileSync(logOf(scene), "before\n");
    const runtime = logging(scene, "--log-format", "json");
    runtime.call(["state", "nobody"]).fails("does not exist");
    expect(readFileSync(logOf(scene), "utf8")).toMatch(/^before\n\{.*\}\n$/);
    const fresh = join(scene.dir, "fresh");
    scene
      .runtimeWith({ flags: ["--log", fresh] })
      .call(["list"])
      .ok();
    expect(statSync(fresh).mode & 0o777).toBe(0o644);
  });

  check("a relative path is taken from the caller's directory", (scene) => {
    scene.runtime.bare(["--log", "here", "state", "nobody"], { cwd: scene.dir }).fails("does not exist");
    expect(readFileSync(join(scene.dir, "here"), "utf8")).toContain("does not exist");
  });

  check("--log /dev/stderr: the entry is there, and the error", (scene) => {
    const runtime = scene.runtimeWith({ flags: ["--log", "/dev/stderr", "--log-format", "json"] });
    const { stderr } = runtime.call(["state", "nobody"]).fails("does not exist");
    const entry = stderr.split("\n").find((line) => line.startsWith("{"));
    expect(JSON.parse(entry ?? "")).toMatchObject({ level: "error" });
  });

  check("an empty name is none", (scene) => {
    scene
      .runtimeWith({ flags: ["--log", ""] })
      .call(["state", "nobody"])
      .fails("does not exist");
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

  check("--debug says more", { flags: ["--debug"] }, (scene) => {
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
    for (const path of ["/no/such/dir/log", scene.dir]) {
      const runtime = scene.runtimeWith({ flags: ["--log", path] });
      const container = scene.container(undefined, runtime);
      container.create().fails(path);
      expect(existsSync(join(scene.root, container.id))).toBe(false);
    }
  });

  check("a format that does not exist is an error", (scene) => {
    const runtime = scene.runtimeWith({ flags: ["--log-format", "xml"] });
    expect(runtime.call(["list"]).status).toBe(1);
  });
});
