/** Where resctrl is mounted here; undefined where it is not. */
import { readFileSync } from "node:fs";

export function resctrlMount(): string | undefined {
  const lines = readFileSync("/proc/self/mountinfo", "utf8").split("\n");
  return lines.find((line) => line.includes(" - resctrl "))?.split(" ")[4];
}
