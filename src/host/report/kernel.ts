/** Whether the kernel is new enough at all. */
import type { Abilities, Host } from "./ability.ts";

/** mount_setattr(2). */
const OLDEST = [5, 12] as const;

export function kernelAbilities(host: Host): Abilities {
  const release = host.text("/proc/sys/kernel/osrelease") ?? "unknown";
  return { kernel: { reason: whyNot(release, host.kernel.probeCalls()), detail: { release } } };
}

function whyNot(release: string, unknown: readonly string[]): string | undefined {
  const oldest = `Linux ${OLDEST.join(".")}`;
  if (isOlder(release)) return `Linux ${release} is older than ${oldest}`;
  if (unknown.length === 0) return undefined;
  return `no system call ${unknown.join(", ")}: the kernel is older than ${oldest}, or a seccomp filter is around the runtime`;
}

function isOlder(release: string): boolean {
  const [major = 0, minor = 0] = /^(\d+)\.(\d+)/.exec(release)?.slice(1).map(Number) ?? OLDEST;
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}
