/**
 * The host executor: walks the plan, does the host's steps itself, and at every flip of `at` lets init go on and waits
 * for its word. It knows no order but the list's.
 */
import { RuntimeError } from "../common/errors.ts";
import { sleep } from "../common/sleep.ts";
import type { HostStep, Step } from "../plan/steps.ts";
import { identify } from "../state/process.ts";
import { INIT_NAME } from "../state/status.ts";
import { hasCode } from "../state/store.ts";
import { go, nextReport, type Report } from "./channel.ts";
import { attempt, hostFailure, initFailure } from "./failure.ts";
import { runHostStep } from "./ops/index.ts";
import { adoptFork } from "./ops/spawn.ts";
import { initOf, type Session } from "./session.ts";

const EINTR = "EINTR";
const EXEC_TRIES = 1000;
/** signal(7), on every architecture but Alpha, SPARC, MIPS and PA-RISC. */
const SIGSYS = 31;
const SIGKILL = 9;
/** How long a killed init may take to be gone, milliseconds. */
const DEATH = 10_000;

/** Run `steps[from..to)`. Throws a RuntimeError that names the step; rolling back is the caller's. */
export function execute(session: Session, from: number, to: number): void {
  let index = from;
  while (index < to) {
    const step = stepAt(session, index);
    if (step.at === "host") {
      const signal = session.addon.pendingSignal();
      if (signal !== 0) throw interrupted(step, signal);
      executeHostStep(step, session);
      index += 1;
    } else {
      index = letInitRun(session, index, to);
    }
  }
}

/** One step of the host's, by itself: teardown and what follows the gate. */
export function executeHostStep(step: HostStep, session: Session): void {
  session.note?.(`host: ${attempt(step)}`, step.from);
  try {
    runHostStep(step, session);
  } catch (error) {
    const signal = hasCode(error, EINTR) ? session.addon.pendingSignal() : 0;
    throw signal === 0 ? hostFailure(step, error) : interrupted(step, signal);
  }
}

/** Let init execute its run of steps; returns the index behind it. */
function letInitRun(session: Session, start: number, limit: number): number {
  let end = start;
  while (end < limit && stepAt(session, end).at === "init") end += 1;
  for (let at = start; session.note !== undefined && at < end; at += 1) {
    session.note(`init: ${attempt(stepAt(session, at))}`, stepAt(session, at).from);
  }
  letGo(session);
  for (;;) {
    const report = nextWord(session, start);
    if (report === "closed") throw initDied(session, start, end);
    switch (report.type) {
      case "forked":
        adoptFork(session, report.pid, report.fds[0] ?? -1);
        break;
      case "failed":
        throw initFailure(stepAt(session, report.step), report);
      case "reached":
        if (report.fds[0] !== undefined) session.consoleMaster = report.fds[0];
        return end;
      case "executing":
        break;
    }
  }
}

/** False where init has died; how it did, its last word may tell. */
function letGo(session: Session): boolean {
  try {
    go(session.addon, session.channel, session.init?.pid ?? 0);
    return true;
  } catch (error) {
    if (!hasCode(error, "EPIPE") && !hasCode(error, "ECONNRESET")) throw error;
    return false;
  }
}

/** Send init to the gate. Nothing is waited for: the gate is bound already, so that `start` can knock at once. */
export function release(session: Session, gateIndex: number): void {
  if (!letGo(session)) throw initDied(session, gateIndex, gateIndex + 1);
}

/** exec: let init go on to its program. Throws where that does not run; ending init is the caller's then. */
export function runProgram(session: Session, index: number): void {
  for (let at = index; session.note !== undefined && at < session.steps.length; at += 1) {
    session.note(`init: ${attempt(stepAt(session, at))}`, stepAt(session, at).from);
  }
  letGo(session);
  awaitExec(session, index);
}

/** After the gate was opened: returns once init executed its program, whatever that does then. Throws what init reports. */
export function awaitExec(session: Session, start: number): void {
  let executing = false;
  for (;;) {
    const report = nextWord(session, start);
    if (report === "closed") {
      if (executing && programRuns(session)) return;
      const last = session.steps.findLastIndex(({ at }) => at === "init");
      throw initDied(session, start, session.firstStep + last + 1);
    }
    if (report.type === "failed") throw initFailure(stepAt(session, report.step), report);
    if (report.type === "forked") adoptFork(session, report.pid, report.fds[0] ?? -1);
    if (report.type === "executing") executing = true;
    if (report.type === "reached") serve(session, report);
  }
}

/** A barrier past the gate. Where the host's part fails, init must not go on: nobody else would end it. */
function serve(session: Session, { step, fds }: Report): void {
  session.listener = fds[0] ?? -1;
  try {
    for (let index = step; ; index += 1) {
      const next = stepAt(session, index);
      if (next.at === "init") break;
      executeHostStep(next, session);
    }
  } catch (error) {
    const { pidfd } = initOf(session);
    session.addon.pidfdSendSignal(pidfd, SIGKILL);
    session.addon.pidfdWait(pidfd, DEATH);
    throw error;
  }
  letGo(session);
}

/**
 * Init closed the channel after "about to exec". Either exec closed it, or init ended and a seccomp filter of the
 * container kept it from saying why; then its name is still init's. In the middle of both the name has not changed yet.
 */
function programRuns(session: Session): boolean {
  const { pid } = initOf(session);
  for (let tries = 0; tries < EXEC_TRIES; tries += 1) {
    const now = identify(pid);
    // reaped already: it ran and has ended, since a failed exec is reported wherever a filter lets init speak
    if (now === undefined || now.command !== INIT_NAME) return true;
    if (now.state === "Z" || now.state === "X") return false;
    sleep(1);
  }
  return true;
}

function nextWord(session: Session, start: number): Report | "closed" {
  try {
    return nextReport(session.addon, session.channel, session.init);
  } catch (error) {
    const step = stepAt(session, start);
    if (hasCode(error, EINTR)) throw interrupted(step, session.addon.pendingSignal());
    throw hostFailure(step, error);
  }
}

function stepAt(session: Session, index: number): Step {
  const step = session.steps[index - session.firstStep];
  if (step === undefined) throw new Error(`there is no step ${index} in the plan`);
  return step;
}

function interrupted(step: Step, signal: number): RuntimeError {
  return new RuntimeError("INTERRUPTED", `stopped by signal ${signal} before the container was ready`, {
    from: step.from,
  });
}

/** Init closed the channel without a word: a signal ended it, most often the kernel's for lack of memory. */
function initDied(session: Session, start: number, end: number): RuntimeError {
  const ending = session.init === undefined ? undefined : reapQuietly(session);
  const how =
    ending === undefined
      ? ""
      : ending.signal > 0
        ? ` of signal ${ending.signal}`
        : ` with exit status ${ending.status}`;
  const first = stepAt(session, start);
  const last = stepAt(session, end - 1);
  return new RuntimeError("INIT_DIED", `init died${how} between "${attempt(first)}" and "${attempt(last)}"`, {
    from: first.from,
    hint:
      ending?.signal === SIGSYS
        ? "the seccomp profile ends whoever makes a call that executing the program needs"
        : "is the memory limit too small for init, or did somebody kill it? the kernel's log tells",
  });
}

function reapQuietly(session: Session): { status: number; signal: number } | undefined {
  const pidfd = session.init?.pidfd ?? -1;
  try {
    return session.addon.reap(pidfd, true);
  } catch {
    // not our child (start): how it ended is known to its parent alone
    return undefined;
  }
}
