import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { describe, expect, it } from "vitest";
import { ADDON, BUSYBOX, STATIC } from "./native.ts";

/** Dispositions belong to the process: so each test has one of its own, whose script has `addon` and `say(line)`. */
function run(script: string): {
  child: ChildProcess;
  lines: AsyncIterator<string>;
  end: Promise<{ code: number | null; signal: string | null }>;
} {
  const prelude = `
    const module_ = { exports: {} };
    process.dlopen(module_, ${JSON.stringify(ADDON)});
    const addon = module_.exports;
    const say = (line) => require("node:fs").writeSync(1, line + "\\n");
  `;
  const child = spawn(process.execPath, ["-e", prelude + script], { stdio: ["ignore", "pipe", "inherit"] });
  const end = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal }));
  });
  if (child.stdout === null) throw new Error("stdout is a pipe");
  return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator](), end };
}

async function nextOf(lines: AsyncIterator<string>): Promise<string> {
  return String((await lines.next()).value);
}

describe("held signals", () => {
  it("wake receive with EINTR, and the first stays readable", async () => {
    const { child, lines, end } = run(`
      addon.holdSignals("ending");
      const [ours] = addon.socketPair();
      say("ready " + addon.pendingSignal());
      try { addon.receive(ours, -1, -1); } catch (error) { say(error.code + " " + addon.pendingSignal()); }
      try { addon.receive(ours, -1, -1); } catch (error) { say(error.code); }
    `);
    expect(await nextOf(lines)).toBe("ready 0");
    child.kill("SIGTERM");
    expect(await nextOf(lines)).toBe("EINTR 15");
    expect(await nextOf(lines)).toBe("EINTR");
    expect(await end).toEqual({ code: 0, signal: null });
  });

  it("end a hook that is running, with its group", async () => {
    const { child, lines, end } = run(`
      addon.holdSignals("ending");
      const onStart = () => say("started");
      const hook = { path: "/bin/sh", args: ["sh", "-c", "sleep 60"], env: [], stdin: "", directory: "/", timeout: 0, onStart };
      try { addon.runHook(hook); } catch (error) { say(error.code); }
      say(String(addon.runHook({ ...hook, args: ["sh", "-c", "exit 5"] }).status));
    `);
    expect(await nextOf(lines)).toBe("started");
    child.kill("SIGINT");
    expect(await nextOf(lines)).toBe("EINTR");
    // the rollback's own hooks run
    expect(await nextOf(lines)).toBe("started");
    expect(await nextOf(lines)).toBe("5");
    expect((await end).code).toBe(0);
  });

  it("all: what is meant for the container ends neither the wait nor the process, and is pending for the monitor", async () => {
    const { child, lines, end } = run(`
      addon.holdSignals("all");
      const [ours] = addon.socketPair();
      say("ready");
      say(String(addon.receive(ours, -1, 300)) + " " + addon.pendingSignal());
      addon.execInPlace(${JSON.stringify(BUSYBOX)}, ["grep", "-E", "^(SigPnd|ShdPnd)", "/proc/self/status"], [], []);
    `);
    expect(await nextOf(lines)).toBe("ready");
    child.kill("SIGUSR2");
    expect(await nextOf(lines)).toBe("undefined 0");
    let pending = 0n;
    for (let i = 0; i < 2; i++) pending |= BigInt(`0x${(await nextOf(lines)).split(":\t")[1]}`);
    expect(pending & (1n << 11n)).toBe(1n << 11n);
    expect((await end).code).toBe(0);
  });

  it("stay blocked and pending across execInPlace, also one that came before it", async () => {
    const { child, lines, end } = run(`
      addon.holdSignals("ending");
      say("ready");
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
      addon.execInPlace(${JSON.stringify(BUSYBOX)}, ["grep", "-E", "^(SigPnd|ShdPnd|SigBlk|SigIgn)", "/proc/self/status"], [], []);
    `);
    expect(await nextOf(lines)).toBe("ready");
    child.kill("SIGTERM");
    const status: Record<string, bigint> = {};
    for (let i = 0; i < 4; i++) {
      const [key, value] = (await nextOf(lines)).split(":\t");
      status[String(key)] = BigInt(`0x${value}`);
    }
    const term = 1n << 14n;
    expect(((status.SigPnd ?? 0n) | (status.ShdPnd ?? 0n)) & term).toBe(term);
    expect((status.SigBlk ?? 0n) & term).toBe(term);
    expect(status.SigIgn).toBe(0n);
    expect((await end).code).toBe(0);
  });
});

describe("execInPlace", () => {
  it("keeps the descriptors that it is told, under their numbers, and no others", async () => {
    const { lines, end } = run(`
      const kept = addon.memfd("kept", new Uint8Array());
      addon.memfd("closed", new Uint8Array());
      say(String(kept));
      addon.execInPlace(${JSON.stringify(BUSYBOX)}, ["sh", "-c", "(ls -l /proc/$$/fd; echo end); true"], ["A=b"], [kept]);
    `);
    const kept = await nextOf(lines);
    const listed: string[] = [];
    for (let line = await nextOf(lines); line !== "end"; line = await nextOf(lines)) listed.push(line);
    const memfds = listed.filter((line) => line.includes("/memfd:"));
    expect(memfds).toHaveLength(1);
    expect(memfds[0]).toContain(` ${kept} -> /memfd:kept`);
    expect((await end).code).toBe(0);
  });

  it("throws where the program cannot be executed, and the engine goes on", async () => {
    const { lines } = run(`
      try { addon.execInPlace(${JSON.stringify(`${STATIC}.missing`)}, ["x"], [], []); } catch (error) { say(error.syscall + " " + error.code); }
    `);
    expect(await nextOf(lines)).toBe("execve ENOENT");
  });
});
