/** The order of the monitor: what the engine leaves behind when it becomes one. Format: addon/monitor/order.h. */

export interface MonitorOrder {
  /** These stay open across execInPlace; `consoleMaster` is -1 where the container has our own stdio. */
  readonly pidfd: number;
  readonly consoleMaster: number;
  /** Where the container says that it is ready, and the service manager that is told; -1 where none is. */
  readonly notifySocket: number;
  readonly manager: number;
  readonly pid: number;
  /** Directories to remove, in order. */
  readonly cgroups: readonly string[];
  readonly stateDir: string;
  /** Tear nothing down. */
  readonly keep: boolean;
  /** Arguments of the program that tears down instead of the monitor, the first being its path. */
  readonly engine: readonly string[] | undefined;
}

const MAGIC = "csm2";
const KEEP = 1;

export function encodeMonitorOrder(order: MonitorOrder): Uint8Array {
  return Buffer.concat([
    Buffer.from(MAGIC, "latin1"),
    word(order.pidfd),
    word(order.consoleMaster),
    word(order.pid),
    word(order.notifySocket),
    word(order.manager),
    word(order.keep ? KEEP : 0),
    text(order.stateDir),
    list(order.cgroups),
    list(order.engine ?? []),
  ]);
}

/** Negative numbers as two's complement. */
function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, "utf8");
  return Buffer.concat([word(bytes.length), bytes, Buffer.alloc(1)]);
}

function list(values: readonly string[]): Buffer {
  return Buffer.concat([word(values.length), ...values.map(text)]);
}
