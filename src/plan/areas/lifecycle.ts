/** The steps that no line of config.json asks for: record, gate, hand-over to the caller, end. */
import type { PlanContext, ProcessContext } from "../context.ts";
import type { HostStep, InitStep, PlanWarning } from "../steps.ts";

export const handles: readonly string[] = [];

export function createState(): HostStep {
  return { at: "host", op: "state.create", from: "default:state" };
}

export function listenAtGate(): HostStep {
  return { at: "host", op: "gate.listen", from: "default:gate" };
}

export function waitAtGate(): InitStep {
  return { at: "init", op: "gate.wait", from: "default:gate" };
}

/** What the caller of the runtime asked to be told. */
export function handOver({ request }: ProcessContext): HostStep[] {
  const steps: HostStep[] = [];
  if (request.pidfdSocket !== undefined) {
    steps.push({ at: "host", op: "pidfd.send", from: "default:pidfd-socket", socket: request.pidfdSocket });
  }
  if (request.pidFile !== undefined) {
    steps.push({ at: "host", op: "pidfile.write", from: "default:pid-file", path: request.pidFile });
  }
  return steps;
}

export function recordCreated(): HostStep {
  return { at: "host", op: "state.created", from: "default:state" };
}

export function recordRunning(): HostStep {
  return { at: "host", op: "state.running", from: "default:state" };
}

export function killInit(): HostStep {
  return { at: "host", op: "init.kill", from: "default:init" };
}

export function removeState(): HostStep {
  return { at: "host", op: "state.remove", from: "default:state" };
}

export function privilegeWarnings({ facts, userNamespace }: PlanContext): PlanWarning[] {
  if (facts.privileged || userNamespace !== "none") return [];
  const message = "without privilege on this host a container needs a user namespace: creating this one will fail";
  return [{ from: "/linux/namespaces", message }];
}
