/** What the checks of exec share. */

import type { Process } from "../../harness/config.ts";
import type { Container } from "../../harness/container.ts";

/** Exit status of every error of exec itself. */
export const FAILURE = 255;

/** A process for --process that runs verbs of the probe: what config.json has, and what differs. */
export function processOf(container: Container, args: readonly string[], change: Partial<Process> = {}): Process {
  return { ...container.bundle.config.process, args: ["/probe", ...args], ...change };
}

/** The line of a field in /proc/PID/status. */
export function statusField({ status }: { readonly status: string }, field: string): string | undefined {
  return new RegExp(`^${field}:\\s+(\\S+)`, "m").exec(status)?.[1];
}
