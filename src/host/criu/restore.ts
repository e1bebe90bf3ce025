/** A restore's side of the conversation with criu. */
import { constants, openSync, readFileSync } from "node:fs";
import type { Addon } from "../../native/addon.ts";
import type { CriuDirectories, CriuLateOptions, InheritedNamespace } from "../../plan/checkpoint/criu.ts";
import { RESTORE_LOG } from "../../plan/checkpoint/options.ts";
import { adopt } from "../ops/spawn.ts";
import { initOf, type Session } from "../session.ts";
import { type Conversation, goOn, hear, type Moment, say } from "./conversation.ts";
import { type OpenDirectories, openDirectories, readDescriptors } from "./directories.ts";
import { criuFailure } from "./failure.ts";
import { type CriuAnswer, REQUEST } from "./messages.ts";
import { endCriu } from "./program.ts";
import type { Restorer } from "./restorer.ts";

const SIGKILL = 9;
/** The first descriptor after stdio: in criu, its socket. */
const FIRST_FD = 3;

export class CriuRestorer implements Restorer {
  private readonly addon: Addon;
  private inherited: readonly InheritedNamespace[] = [];
  private socket = -1;
  private conversation: Conversation | undefined;
  private open: OpenDirectories | undefined;
  private given: number[] = [];

  constructor(addon: Addon) {
    this.addon = addon;
  }

  get handed(): readonly number[] {
    return this.given;
  }

  connect({ inherit }: Parameters<Restorer["connect"]>[0]): void {
    const [ours, theirs] = this.addon.socketPair();
    this.socket = ours;
    this.given = [theirs];
    this.inherited = inherit;
    for (const { path } of inherit) this.given.push(openSync(path, constants.O_RDONLY));
  }

  /** Init is criu by now. */
  restore({ images, options }: Parameters<Restorer["restore"]>[0], session: Session): void {
    const criu = initOf(session);
    this.closeHanded();
    this.conversation = { addon: this.addon, socket: this.socket, criu };
    this.open = openDirectories(images, `/proc/${criu.pid}/root`);
    const late: CriuLateOptions = {
      ...this.open.numbers,
      cgRoot: cgroupRoots(criu.pid),
      inheritFd: [...standardStreams(images), ...this.inherited.map(({ key }, at) => ({ key, fd: FIRST_FD + 1 + at }))],
    };
    say(this.conversation, { type: REQUEST.RESTORE, opts: { ...options, ...late } });
    const { pid } = this.until("setup-namespaces");
    adopt(session, pid, this.addon.pidfdOpen(pid));
  }

  complete(session: Session): void {
    goOn(this.talk);
    this.until("post-restore", (moment) => {
      if (moment.script === "orphan-pts-master") session.consoleMaster = moment.fds[0] ?? -1;
    });
  }

  resume(): void {
    goOn(this.talk);
    const answer = this.serve(() => false);
    if (!("type" in answer)) throw new Error("criu stopped at a moment that it was not asked to");
    endCriu(this.talk);
    this.conversation = undefined;
    this.closeDirectories();
  }

  abandon(): void {
    this.closeHanded();
    this.closeDirectories();
    const { conversation } = this;
    this.conversation = undefined;
    if (conversation !== undefined) {
      this.addon.pidfdSendSignal(conversation.criu.pidfd, SIGKILL);
      endCriu(conversation);
    } else if (this.socket >= 0) {
      this.addon.close(this.socket);
    }
    this.socket = -1;
  }

  private get talk(): Conversation {
    if (this.conversation === undefined) throw new Error("nobody talks to criu yet");
    return this.conversation;
  }

  /** Let criu go on until a moment of this name; what comes before it goes to `notice`. */
  private until(script: string, notice: (moment: Moment) => void = () => {}): Moment {
    const end = this.serve((moment) => {
      if (moment.script === script) return true;
      notice(moment);
      return false;
    });
    if ("script" in end) return end;
    throw new Error(`criu came to its end without ${script}`);
  }

  /** Until a moment at which to stop, or criu's last word. Throws CRIU_FAILED where that is a failure. */
  private serve(stopsAt: (moment: Moment) => boolean): Moment | CriuAnswer {
    for (;;) {
      const word = hear(this.talk);
      if (word !== "ended" && "moment" in word) {
        if (stopsAt(word.moment)) return word.moment;
        goOn(this.talk);
        continue;
      }
      const answer = word === "ended" ? undefined : word.answer;
      if (answer?.success === true) return answer;
      throw this.failure(answer);
    }
  }

  private failure(answer: CriuAnswer | undefined): Error {
    const directories: CriuDirectories = this.open?.directories ?? { images: "", work: undefined };
    return criuFailure({ action: "restore", directories, log: RESTORE_LOG, answer });
  }

  private closeHanded(): void {
    for (const fd of this.given) this.addon.close(fd);
    this.given = [];
  }

  private closeDirectories(): void {
    this.open?.close();
    this.open = undefined;
  }
}

/** Of the cgroups that criu is in, which the container's shall take the place of the dumped ones. */
function cgroupRoots(pid: number): { ctrl: string; path: string }[] {
  const lines = readFileSync(`/proc/${pid}/cgroup`, "utf8").trim().split("\n");
  return lines.flatMap((line) => {
    // cgroups(7): hierarchy:controllers:path
    const [, controllers = "", ...path] = line.split(":");
    return controllers.split(",").map((ctrl) => ({ ctrl, path: path.join(":") }));
  });
}

/** Pipes that the container had for standard streams become the runtime's own. */
function standardStreams({ images }: CriuDirectories): { key: string; fd: number }[] {
  return readDescriptors(images).flatMap((target, fd) => (target.startsWith("pipe:") ? [{ key: target, fd }] : []));
}
