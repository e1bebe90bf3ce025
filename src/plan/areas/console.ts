/** The container's terminal. */
import type { ProcessContext } from "../context.ts";
import type { HostStep, InitStep } from "../steps.ts";

export const handles: readonly string[] = ["/process/terminal", "/process/consoleSize"];

const FROM = "/process/terminal";

/** Set before the program starts, or it would see none at first; 0 rows and columns leave it as the kernel has it. */
export function openConsole({ spec, request }: ProcessContext): InitStep[] {
  const { process } = spec;
  if (process?.terminal !== true) return [];
  const { rows, columns } = process.consoleSize ?? request.terminalSize ?? { rows: 0, columns: 0 };
  return [
    {
      at: "init",
      op: "console.open",
      from: FROM,
      rows,
      columns,
      mount: true,
      plain: request.relayConsole,
      uid: process.uid,
    },
  ];
}

/** In a foreground run nobody is sent the master: the runtime itself relays it. */
export function sendConsole({ spec, request }: ProcessContext): HostStep[] {
  if (spec.process?.terminal !== true || request.consoleSocket === undefined) return [];
  return [{ at: "host", op: "console.send", from: FROM, socket: request.consoleSocket }];
}

/** exec: /dev/console is that of the container's own process. */
export function openExecConsole(context: ProcessContext): InitStep[] {
  return openConsole(context).map((step) => ({ ...step, mount: false }));
}

/** The master comes with a barrier: without a socket to send it to, there is one for its own sake. */
export function keepConsole({ spec, request }: ProcessContext): HostStep[] {
  if (spec.process?.terminal !== true || request.consoleSocket !== undefined) return [];
  return [{ at: "host", op: "console.keep", from: FROM }];
}

export function attachConsole({ spec }: ProcessContext): InitStep[] {
  return spec.process?.terminal === true ? [{ at: "init", op: "console.attach", from: FROM }] : [];
}
