import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { addon, codeOf, temporaryDirectory } from "./native.ts";

function shell(
  script: string,
  options: {
    stdin?: string;
    directory?: string;
    timeout?: number;
    env?: string[];
    onStart?: (group: number) => void;
  } = {},
) {
  return addon.runHook({
    path: "/bin/sh",
    args: ["sh", "-c", script],
    env: options.env ?? ["PATH=/usr/bin:/bin"],
    stdin: options.stdin ?? "",
    directory: options.directory ?? "/",
    timeout: options.timeout ?? 0,
    onStart: options.onStart ?? (() => {}),
  });
}

/** True while a process of that group lives; a zombie does not. */
function lives(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
}

describe("runHook", () => {
  it("feeds stdin, and takes stdout and stderr together", () => {
    const result = shell("cat; echo told >&2; exit 3", { stdin: '{"id":"x"}' });
    expect(result).toEqual({ status: 3, signal: 0, timedOut: false, output: '{"id":"x"}told\n' });
  });

  it("passes the given environment alone", () => {
    expect(shell("echo $A; env | wc -l", { env: ["A=1", "PATH=/usr/bin:/bin"] }).output).toMatch(/^1\n[2-5]\n$/);
  });

  it("tells the process group before the program runs", () => {
    let group = 0;
    const { output } = shell("echo $$", { onStart: (pid) => (group = pid) });
    expect(output.trim()).toBe(String(group));
    expect(group).not.toBe(process.pid);
  });

  it("does not run the program where onStart throws, and throws that", () => {
    const marker = `${temporaryDirectory()}/ran`;
    const refuse = () => {
      throw new Error("not recorded");
    };
    expect(() => shell(`touch ${marker}`, { onStart: refuse })).toThrow("not recorded");
    expect(existsSync(marker)).toBe(false);
  });

  it("begins in its directory, or where the engine is when that has gone", () => {
    const directory = temporaryDirectory();
    expect(shell("pwd", { directory }).output).toBe(`${directory}\n`);
    expect(shell("pwd", { directory: `${directory}/gone` }).output).toBe(`${process.cwd()}\n`);
  });

  it("kills the whole group on time-out", async () => {
    const marker = `${temporaryDirectory()}/pid`;
    const before = Date.now();
    const result = shell(`sleep 60 & echo $! >${marker}; echo begun; wait`, { timeout: 300 });
    expect(result).toMatchObject({ timedOut: true, output: "begun\n" });
    expect(Date.now() - before).toBeLessThan(5000);
    // a killed process may take a moment to die
    const pid = Number(readFileSync(marker, "utf8"));
    await vi.waitFor(() => expect(lives(pid)).toBe(false), 3000);
  });

  it("is not held up by a grandchild that keeps the pipe open", () => {
    const before = Date.now();
    const result = shell("sleep 5 & exit 0");
    expect(result.status).toBe(0);
    expect(Date.now() - before).toBeLessThan(4000);
  });

  it("caps the output at 64 KiB and lets the hook finish", () => {
    const result = shell("yes | head -c 300000; exit 7");
    expect(result.status).toBe(7);
    expect(result.output.length).toBe(64 * 1024);
  });

  it("gives the signal that ended it", () => {
    expect(shell("kill -TERM $$")).toMatchObject({ status: -1, signal: 15, timedOut: false });
  });

  it("says that a program does not exist", () => {
    const attempt = () =>
      addon.runHook({
        path: "/does/not/exist",
        args: ["x"],
        env: [],
        stdin: "",
        directory: "/",
        timeout: 0,
        onStart: () => {},
      });
    expect(codeOf(attempt)).toBe("ENOENT");
  });
});
