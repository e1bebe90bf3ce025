/** process: what becomes of init once the gate opens, and what it is checked for before. */
import type { ProcessContext } from "../context.ts";
import type { InitStep } from "../steps.ts";
import { keyringLabel } from "./labels.ts";
import { notifyEnvironment } from "./notify.ts";

export const handles: readonly string[] = ["/process/args", "/process/env", "/process/cwd"];

export function createSession(): InitStep {
  return { at: "init", op: "session.create", from: "default:session" };
}

/** A session keyring of its own: keys of the caller's would be readable in the container (session-keyring(7)). */
export function joinKeyring(context: ProcessContext): InitStep[] {
  const { request } = context;
  if (request.noNewKeyring) return [];
  const name = `_ses.${request.id}`;
  const label = keyringLabel(context);
  const from = label === "" ? "default:keyring" : "/process/selinuxLabel";
  return [{ at: "init", op: "keyring.join", from, name, label }];
}

/** runc makes a working directory that is missing, and images rely on it. */
export function makeCwd({ spec }: ProcessContext): InitStep[] {
  const path = spec.process?.cwd;
  return path === undefined || path === "/"
    ? []
    : [{ at: "init", op: "dir.create", from: "/process/cwd", path, mode: 0o755 }];
}

/** At create, where callers expect "executable file not found". */
export function checkProgram({ spec }: ProcessContext): InitStep[] {
  const { process } = spec;
  if (process === undefined) return [];
  const path = lastOf(process.env, "PATH") ?? "";
  const program = process.args[0] ?? "";
  return [{ at: "init", op: "program.check", from: "/process/args/0", program, cwd: process.cwd, path }];
}

/** A terminal has its owner already. */
export function ownStdio({ spec }: ProcessContext): InitStep[] {
  const { process } = spec;
  if (process === undefined || process.terminal) return [];
  return [{ at: "init", op: "stdio.own", from: "default:stdio", uid: process.uid }];
}

/** An empty HOME counts as none. */
export function defaultHome({ spec }: ProcessContext): InitStep[] {
  const { process } = spec;
  if (process === undefined || lastOf(process.env, "HOME")) return [];
  return [{ at: "init", op: "home.default", from: "default:HOME", uid: process.uid }];
}

/** After the credentials: the user may not be allowed in there, and root must not be asked instead. */
export function enterCwd({ spec }: ProcessContext): InitStep[] {
  return spec.process === undefined
    ? []
    : [{ at: "init", op: "cwd.set", from: "/process/cwd", path: spec.process.cwd }];
}

export function execute({ spec, request }: ProcessContext): InitStep[] {
  const { process } = spec;
  if (process === undefined) return [];
  // sd_listen_fds(3): the descriptors from 3 on are meant for pid 1 of the container
  const listen = request.listenFds > 0 ? [`LISTEN_FDS=${request.listenFds}`, "LISTEN_PID=1"] : [];
  const env = withoutDuplicates([...process.env, ...notifyEnvironment(request), ...listen]).filter(
    (variable) => variable !== "HOME=",
  );
  return [{ at: "init", op: "exec", from: "/process/args", args: process.args, env }];
}

/** getenv(3) finds the first of a name, users mean the last: only that one is passed on. */
function withoutDuplicates(env: readonly string[]): string[] {
  const last = new Map<string, string>();
  for (const variable of env) {
    const [name = ""] = variable.split("=", 1);
    last.delete(name);
    last.set(name, variable);
  }
  return [...last.values()];
}

function lastOf(env: readonly string[], name: string): string | undefined {
  const found = env.findLast((variable) => variable.startsWith(`${name}=`));
  return found?.slice(name.length + 1);
}
