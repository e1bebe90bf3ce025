/** What the caller gets from a create beside the container: pid file, pty master, pidfd. */
import { closeSync, openSync, renameSync, unlinkSync, writeSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { HostStep } from "../../plan/steps.ts";
import { initOf, type Session } from "../session.ts";

/** Digits, no newline; under a temporary name first, so that a reader never sees half a number. */
export function writePidFile(step: Extract<HostStep, { op: "pidfile.write" }>, session: Session): void {
  const fresh = `${dirname(step.path)}/.${basename(step.path)}.${process.pid}`;
  const fd = openSync(fresh, "wx", 0o644);
  try {
    writeAndClose(fd, String(initOf(session).pid));
    renameSync(fresh, step.path);
  } catch (error) {
    unlinkSync(fresh);
    throw error;
  }
  session.pidFile = step.path;
}

function writeAndClose(fd: number, text: string): void {
  try {
    writeSync(fd, text);
  } finally {
    closeSync(fd);
  }
}

/** The payload is the pty's name, as runc has it. */
export function sendConsole(step: Extract<HostStep, { op: "console.send" }>, session: Session): void {
  session.addon.sendDescriptor(step.socket, session.consoleMaster, "/dev/ptmx");
  session.addon.close(session.consoleMaster);
  session.consoleMaster = -1;
}

export function sendPidfd(step: Extract<HostStep, { op: "pidfd.send" }>, session: Session): void {
  session.addon.sendDescriptor(step.socket, initOf(session).pidfd, "pidfd");
}
