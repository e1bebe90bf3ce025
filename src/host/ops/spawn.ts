import { CLONE_FLAGS } from "../../native/clone-flags.ts";
import { initProgram } from "../../native/programs.ts";
import type { HostStep } from "../../plan/steps.ts";
import { identify } from "../../state/process.ts";
import { go } from "../channel.ts";
import type { Session } from "../session.ts";

/** The first descriptor after stdio. */
const FIRST_FD = 3;

type Spawn = Extract<HostStep, { op: "init.spawn" }>;

/** Start init from a sealed memfd, so that nothing of the host's is behind its /proc/self/exe (CVE-2019-5736). */
export function spawnInit(step: Spawn, session: Session): void {
  const { addon } = session;
  const given: number[] = [];
  const give = (fd: number): number => {
    given.push(fd);
    return fd;
  };
  try {
    const exe = give(addon.sealedCopy(initProgram(), "caisson-init"));
    const plan = give(addon.memfd("caisson-plan", session.encode(session.seccomp)));
    const [ours, theirs] = addon.socketPair();
    session.channel = ours;
    const handed = session.criu?.handed ?? [];
    const init = addon.spawn({
      exe,
      args: ["caisson:init", "@init", String(FIRST_FD + step.keepFds + handed.length)],
      keep: step.keepFds,
      // init takes three: where there is neither, the last is of no use
      fds: [...handed, give(theirs), plan, thirdOf(session) ?? plan],
      cloneFlags: step.namespaces.reduce((flags, type) => flags | CLONE_FLAGS[type], 0),
    });
    adopt(session, init.pid, init.pidfd);
  } finally {
    // where that failed too: the rollback needs descriptors
    for (const fd of given) addon.close(fd);
  }
}

/** The start gate; in an exec the container's init. */
function thirdOf({ target, gate }: Session): number | undefined {
  return [target, gate].find((fd) => fd >= 0);
}

/** Init went on in a child: reap the parent, take the child for init, let it go on. */
export function adoptFork(session: Session, pid: number, pidfd: number): void {
  const { addon, init } = session;
  if (init !== undefined) {
    addon.reap(init.pidfd, true);
    addon.close(init.pidfd);
  }
  adopt(session, pid, pidfd);
  go(addon, session.channel, pid);
}

/** On disk before init executes anything: a runtime that dies from here on leaves a pid to kill. */
export function adopt(session: Session, pid: number, pidfd: number): void {
  session.init = { pid, pidfd };
  session.save({ pid, startTime: identify(pid)?.startTime ?? "" });
}
