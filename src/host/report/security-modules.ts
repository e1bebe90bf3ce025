/** AppArmor and SELinux: whether this kernel has them, and whether they are active. */
import type { Abilities, Host } from "./ability.ts";

export function securityModuleAbilities(host: Host): Abilities {
  return { apparmor: { reason: whyNoAppArmor(host) }, selinux: { reason: whyNoSelinux(host) } };
}

function whyNoAppArmor({ text }: Host): string | undefined {
  const enabled = text("/sys/module/apparmor/parameters/enabled");
  if (enabled === undefined) return "this kernel has no AppArmor (CONFIG_SECURITY_APPARMOR), as far as /sys shows";
  return enabled === "Y" ? undefined : "AppArmor is not active: boot with security=apparmor";
}

/** Its file system is known where it is active, and has a say once a policy is loaded. */
function whyNoSelinux({ text, names }: Host): string | undefined {
  if (names("/sys/fs/selinux").includes("enforce")) return undefined;
  const active = text("/proc/filesystems")?.includes("\tselinuxfs");
  if (active !== true)
    return "SELinux is not active: this kernel lacks it (CONFIG_SECURITY_SELINUX), or boot with security=selinux";
  return "SELinux is active, but no selinuxfs is mounted at /sys/fs/selinux";
}
