import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { encodeMonitorOrder, type MonitorOrder } from "../../src/native/monitor-order.ts";
import { ADDON, BUSYBOX, STATIC, temporaryDirectory } from "./native.ts";

/** The order without what only the parent of the container knows. */
type Request = Partial<Pick<MonitorOrder, "keep" | "engine" | "cgroups">> & { stateDir: string };

/**
 * A program that starts `script` as its child (the container's part) and becomes the monitor, as the engine does.
 * The order's pidfd and pid are patched in by it, at their places after the magic.
 */
function program(script: string, request: Request): string {
  const order = encodeMonitorOrder({
    pidfd: 0,
    consoleMaster: -1,
    notifySocket: -1,
    manager: -1,
    pid: 0,
    cgroups: [],
    keep: false,
    engine: undefined,
    ...request,
  });
  return `
    const module_ = { exports: {} };
    process.dlopen(module_, ${JSON.stringify(ADDON)});
    const addon = module_.exports;
    addon.holdSignals("ending");
    addon.becomeSubreaper();
    const exe = addon.sealedCopy(${JSON.stringify(BUSYBOX)}, "container");
    const child = addon.spawn({ exe, args: ["sh", "-c", ${JSON.stringify(script)}], keep: 0, fds: [], cloneFlags: 0 });
    const order = Buffer.from(${JSON.stringify(Buffer.from(order).toString("base64"))}, "base64");
    order.writeInt32LE(child.pidfd, 4);
    order.writeInt32LE(child.pid, 12);
    const fd = addon.memfd("order", order);
    addon.execInPlace(${JSON.stringify(STATIC)}, ["caisson", "@monitor", String(fd)], ["PATH=/usr/bin:/bin", "MARK=1"], [fd, child.pidfd]);
  `;
}

function monitor(script: string, request: Request) {
  return spawnSync(process.execPath, ["-e", program(script, request)], { encoding: "utf8", timeout: 10_000 });
}

function stateDirectory(): string {
  const directory = `${temporaryDirectory()}/c1`;
  mkdirSync(directory);
  for (const name of ["state.json", "lock", "gate"]) writeFileSync(`${directory}/${name}`, "");
  return directory;
}

describe("the monitor", () => {
  it("exits as the container does", () => {
    expect(monitor("exit 0", { stateDir: stateDirectory() }).status).toBe(0);
    expect(monitor("exit 42", { stateDir: stateDirectory() }).status).toBe(42);
    expect(monitor("kill -9 $$", { stateDir: stateDirectory() }).status).toBe(137);
  });

  it("leaves the container the caller's stdio", () => {
    const result = monitor("echo out; echo err >&2", { stateDir: stateDirectory() });
    expect([result.stdout, result.stderr]).toEqual(["out\n", "err\n"]);
  });

  it("removes the state directory, symlinks as such", () => {
    const stateDir = stateDirectory();
    const canary = `${temporaryDirectory()}/canary`;
    writeFileSync(canary, "x");
    symlinkSync(canary, `${stateDir}/link`);
    expect(monitor("exit 0", { stateDir })).toMatchObject({ status: 0, stderr: "" });
    expect(existsSync(stateDir)).toBe(false);
    expect(existsSync(canary)).toBe(true);
  });

  it("does not follow a state directory that is a symlink", () => {
    const real = stateDirectory();
    const link = `${temporaryDirectory()}/link`;
    symlinkSync(real, link);
    monitor("exit 0", { stateDir: link });
    expect(existsSync(`${real}/state.json`)).toBe(true);
  });

  it("leaves everything where it is told to keep", () => {
    const stateDir = stateDirectory();
    monitor("exit 0", { stateDir, keep: true });
    expect(existsSync(`${stateDir}/state.json`)).toBe(true);
  });

  it("touches nothing where another container has the id by now", () => {
    const stateDir = stateDirectory();
    // once the monitor has opened it
    const script = `sleep 0.3; rm -r ${stateDir}; mkdir ${stateDir}.new; mv ${stateDir}.new ${stateDir}; echo >${stateDir}/state.json`;
    monitor(script, { stateDir });
    expect(existsSync(`${stateDir}/state.json`)).toBe(true);
  });

  it("has the engine tear down where the order names it, and passes its stderr on", () => {
    const stateDir = stateDirectory();
    const engine = ["/bin/sh", "-c", "echo $0 $1 $MARK >&2; exit 1", "delete", "c1"];
    const result = monitor("exit 3", { stateDir, engine });
    expect(result).toMatchObject({ status: 3, stderr: "delete c1 1\n" });
    expect(existsSync(stateDir)).toBe(true);
  });

  it("removes cgroup directories in order, with what lies beneath, and keeps the state where one stays", () => {
    // plain directories stand in for cgroups: rmdir works alike
    const root = temporaryDirectory();
    mkdirSync(`${root}/one/below/deeper`, { recursive: true });
    mkdirSync(`${root}/two`);
    const stateDir = stateDirectory();
    const cgroups = [`${root}/one`, `${root}/two`, `${root}/absent`];
    expect(monitor("exit 0", { stateDir, cgroups })).toMatchObject({ status: 0, stderr: "" });
    expect([existsSync(`${root}/one`), existsSync(`${root}/two`), existsSync(stateDir)]).toEqual([false, false, false]);

    const kept = stateDirectory();
    const file = `${root}/file`;
    writeFileSync(file, "");
    const result = monitor("exit 0", { stateDir: kept, cgroups: [file] });
    expect(result.stderr).toBe(`caisson: cannot remove the cgroup ${file}: Not a directory\n`);
    expect(existsSync(`${kept}/state.json`)).toBe(true);
  });

  it("hands signals on, and reaps what is orphaned to it", async () => {
    const script = "trap 'echo got; exit 7' USR1; (sleep 0.1 &) ; echo ready; while :; do sleep 0.05; done";
    const child = spawn(process.execPath, ["-e", program(script, { stateDir: stateDirectory() })], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk.toString();
      if (output === "ready\n") setTimeout(() => child.kill("SIGUSR1"), 300);
    });
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect([code, output]).toEqual([7, "ready\ngot\n"]);
  });

  it("refuses what is no order", () => {
    const result = spawnSync(STATIC, ["@monitor", "0"], { encoding: "utf8", input: "garbage" });
    expect(result).toMatchObject({ status: 1, stderr: "caisson: the monitor cannot read its order\n" });
  });
});
