/** A caller's daemon, started by hand and stopped by pid. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { until } from "./waiting.mjs";

const STOP_LIMIT = 20_000; // ms

/** Starts it with its output in the file `log`, and waits until `answers()` is true. */
export async function startDaemon({ argv, log, env = {}, answers }) {
  const fd = openSync(log, "a");
  const [command, ...args] = argv;
  const child = spawn(command, args, { stdio: ["ignore", fd, fd], env: { ...process.env, ...env }, detached: true });
  closeSync(fd);
  const exit = once(child, "exit");
  await until(`${command} answers`, async () => {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`${command} ended at once: ${readFileSync(log, "utf8").slice(-2000)}`);
    return (await answers()) ? true : undefined;
  });
  return {
    pid: child.pid,
    /** Sends the signal, and waits for its end. */
    stop: async (signal = "SIGTERM") => {
      process.kill(child.pid, signal);
      const timer = setTimeout(() => process.kill(child.pid, "SIGKILL"), STOP_LIMIT);
      await exit;
      clearTimeout(timer);
    },
  };
}
