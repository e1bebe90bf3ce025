/** What a service manager put into the caller's environment. */
import type { Activation } from "../lifecycle/runtime.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export function activationOf(env: Environment, warn: (message: string) => void): Activation {
  return { listenFds: listenFds(env), notifySocket: notifySocket(env.NOTIFY_SOCKET, warn) };
}

/**
 * sd_listen_fds(3): that many descriptors from 3 on were passed to the process of LISTEN_PID, and to no other that has
 * inherited the variables. The launcher executes the engine in place, so it is this one.
 */
function listenFds({ LISTEN_FDS: count, LISTEN_PID: pid }: Environment): number {
  if (count === undefined || Number(pid) !== process.pid) return 0;
  return /^\d{1,9}$/.test(count) ? Number(count) : 0;
}

/** sd_notify(3): a path, or `@` and an abstract name. AF_VSOCK is for whole virtual machines. */
function notifySocket(address: string | undefined, warn: (message: string) => void): string | undefined {
  if (address === undefined || address === "") return undefined;
  if (address.length > 1 && (address.startsWith("/") || address.startsWith("@"))) return address;
  warn(`NOTIFY_SOCKET is ${JSON.stringify(address)}, neither an absolute path nor an abstract socket: it is left out`);
  return undefined;
}
