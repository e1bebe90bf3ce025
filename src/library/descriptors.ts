/** Descriptors from 3 on of a process of the runtime: first the container's, then the log and what its flags name. */
import { Socket } from "node:net";
import { loadAddon } from "../native/load.ts";
import type { Action } from "./act.ts";

const FIRST_FD = 3;

export class Descriptors {
  /** As this process has them, in order. */
  readonly numbers: readonly number[];
  /** Where the runtime finds the write end of the log's pipe. */
  readonly logPath: string;
  /** Flags of the verb that name descriptors. */
  readonly flags: readonly string[];
  private readonly reading: number;
  private readonly own: readonly number[];
  private readonly closeFd: (fd: number) => void;

  constructor({ options: { preserveFds = [] }, file, descriptor }: Action) {
    const addon = loadAddon();
    this.closeFd = (fd) => addon.close(fd);
    const [reading, writing] = addon.pipe();
    const memory = file === undefined ? [] : [addon.memfd("caisson-file", Buffer.from(file.text))];
    const handed = descriptor === undefined ? [] : [descriptor.fd];
    const log = FIRST_FD + preserveFds.length;
    this.reading = reading;
    this.own = [writing, ...memory];
    // the log behind the container's, so that it is none of them
    this.numbers = [...preserveFds, writing, ...memory, ...handed];
    this.logPath = `/proc/self/fd/${log}`;
    this.flags = [
      ...(preserveFds.length === 0 ? [] : [`--preserve-fds=${preserveFds.length}`]),
      ...(file === undefined ? [] : [`${file.flag}=/proc/self/fd/${log + 1}`]),
      ...(descriptor === undefined ? [] : [`${descriptor.flag}=${log + 1 + memory.length}`]),
    ];
  }

  /** Ends when nobody can say anything more: no process of the container has the other end. */
  log(): Socket {
    return new Socket({ fd: this.reading, readable: true, writable: false });
  }

  /** The other process has its own by now. */
  close(): void {
    for (const fd of this.own) this.closeFd(fd);
  }
}
