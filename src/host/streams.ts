import { readlinkSync } from "node:fs";

/** What descriptors 0 to 2 of a process are, as /proc/PID/fd has it; empty where one is closed. */
export function streamsOf(pid: number | "self"): string[] {
  return [0, 1, 2].map((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`);
    } catch {
      return "";
    }
  });
}
