/** Every limit of linux.resources but the devices, for all plans that set them. */
import { blockLimits } from "./block-io.ts";
import { cpuLimits } from "./cpu.ts";
import { hugepageLimits } from "./hugepages.ts";
import type { Limit, LimitContext } from "./limit.ts";
import { memoryLimits } from "./memory.ts";
import { networkLimits } from "./network.ts";
import { pidsLimits } from "./pids.ts";
import { rdmaLimits } from "./rdma.ts";
import { unifiedLimits, unifiedTasks } from "./unified.ts";

/** Those that hold before the container has a process. */
export function containerLimits(context: LimitContext): Limit[] {
  return [
    ...cpuLimits(context),
    ...blockLimits(context),
    ...hugepageLimits(context),
    ...networkLimits(context),
    ...rdmaLimits(context),
    ...memoryLimits(context),
    // What names a file itself has the last word (config-linux.md "Unified").
    ...unifiedLimits(context),
  ];
}

/** Those on the number of processes. */
export function taskLimits(context: LimitContext): Limit[] {
  return [...pidsLimits(context), ...unifiedTasks(context)];
}
