/** Under systemd's driver the container's unit has its limits too, else systemd would put the old ones back some day. */
import { type FileLimit, limitProperties } from "../areas/cgroup/systemd/limits.ts";
import type { HostStep } from "../steps.ts";
import type { Current, Write } from "./order.ts";

export interface UpdatedUnit {
  readonly manager: "system" | "user";
  readonly name: string;
  /** Of the systemd that has it. */
  readonly version: number;
}

/** What systemd rounds when it writes them itself. */
const ROUNDED: readonly string[] = ["cpu.max", "cpu.cfs_quota_us"];

/** v1 has a file for the quota and one for its period, and systemd wants both. */
const BANDWIDTH: readonly string[] = ["cpu.cfs_period_us", "cpu.cfs_quota_us"];

/**
 * The writes come first: what the kernel refuses, systemd shall not have. Then systemd writes as well, and what it rounds
 * is written once more.
 */
export function throughUnit(writes: readonly Write[], unit: UpdatedUnit | undefined, current: Current): HostStep[] {
  if (unit === undefined) return [...writes];
  const { manager, name, version } = unit;
  const properties = limitProperties([...untouchedBandwidth(writes, current), ...writes], { version });
  const [first] = properties;
  if (first === undefined) return [...writes];
  return [
    ...writes,
    { at: "host", op: "systemd.setProperties", from: first.from, manager, unit: name, properties },
    ...writes.filter(({ file }) => ROUNDED.includes(file)),
  ];
}

function untouchedBandwidth(writes: readonly Write[], current: Current): FileLimit[] {
  const changed = writes.find(({ file }) => BANDWIDTH.includes(file));
  if (changed === undefined) return [];
  return BANDWIDTH.flatMap((file) => {
    const value = current[file];
    return value === undefined ? [] : [{ file, value, from: changed.from }];
  });
}
