/** Which security modules are active here. */
import { existsSync, readFileSync } from "node:fs";

export function hasAppArmor(): boolean {
  const file = "/sys/module/apparmor/parameters/enabled";
  return existsSync(file) && readFileSync(file, "latin1").startsWith("Y");
}

/** With a policy: without one every label is as good as any other. */
export function hasSelinux(): boolean {
  return existsSync("/sys/fs/selinux/enforce");
}
