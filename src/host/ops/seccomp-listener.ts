import { SPEC_VERSION } from "../../config/spec.ts";
import type { HostStep } from "../../plan/steps.ts";
import { initOf, type Session } from "../session.ts";

/** config-linux.md "The Container Process State": the listener to the agent, and whose it is. */
export function sendListener(step: Extract<HostStep, { op: "seccomp.send" }>, session: Session): void {
  const { ociVersion, id, bundle, annotations, pid: container } = session.record();
  const { pid } = initOf(session);
  const state = {
    ociVersion: SPEC_VERSION,
    fds: ["seccompFd"],
    pid,
    metadata: step.metadata,
    state: { ociVersion, id, status: step.status, pid: container, bundle, annotations },
  };
  session.addon.sendDescriptor(step.socket, session.listener, JSON.stringify(state));
  session.addon.close(session.listener);
  session.listener = -1;
}
