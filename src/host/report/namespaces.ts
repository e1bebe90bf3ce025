/** Which namespaces can be made here, and what goes with them. Each is made, in a child that ends at once. */
import { errnoName, errnoOf } from "../../common/errno.ts";
import { CLONE_FLAGS } from "../../native/clone-flags.ts";
import {
  type Abilities,
  type Ability,
  AVAILABLE,
  CAP_NET_ADMIN,
  CAP_SYS_ADMIN,
  type Host,
  isCapable,
} from "./ability.ts";

type Type = keyof typeof CLONE_FLAGS;

/** By the kernel's names: of the option that it is built with, and of /proc/sys/user/max_NAME_namespaces. */
const NAMES: Readonly<Record<Type, { readonly option: string; readonly limit: string }>> = {
  cgroup: { option: "CONFIG_CGROUPS", limit: "cgroup" },
  ipc: { option: "CONFIG_IPC_NS", limit: "ipc" },
  mount: { option: "CONFIG_NAMESPACES", limit: "mnt" },
  network: { option: "CONFIG_NET_NS", limit: "net" },
  pid: { option: "CONFIG_PID_NS", limit: "pid" },
  time: { option: "CONFIG_TIME_NS", limit: "time" },
  user: { option: "CONFIG_USER_NS", limit: "user" },
  uts: { option: "CONFIG_UTS_NS", limit: "uts" },
};
const NEEDS_USER = "an ordinary user needs a user namespace for it, which is not to be had";
const OTHERS = (Object.keys(NAMES) as Type[]).filter((type) => type !== "user");

export function namespaceAbilities(host: Host): Abilities {
  const privileged = isCapable(host, CAP_SYS_ADMIN);
  // who lacks the privilege gets it from a user namespace of their own
  const order: Type[] = privileged ? [...OTHERS, "user"] : ["user", ...OTHERS];
  const errors = attempt(host, order);
  const withoutUser = !privileged && errors[0] !== 0;
  const found = order.map((type, index): [string, Ability] => {
    const errno = errors[index] ?? 0;
    if (errno === 0) return [type, AVAILABLE];
    if (withoutUser && type !== "user") return [type, { reason: NEEDS_USER }];
    return [type, { reason: whyNot(host, { type, errno: errnoName(errno), privileged }) }];
  });
  return Object.fromEntries(found.map(([type, ability]) => [`namespaces.${type}`, ability]));
}

/** Where not even a child can be had, that is the answer for all. */
function attempt({ kernel }: Host, order: readonly Type[]): number[] {
  try {
    return kernel.probeUnshare(order.map((type) => CLONE_FLAGS[type]));
  } catch (error) {
    return order.map(() => errnoOf(error));
  }
}

interface Refusal {
  readonly type: Type;
  readonly errno: string;
  readonly privileged: boolean;
}

function whyNot(host: Host, { type, errno, privileged }: Refusal): string {
  const { option, limit } = NAMES[type];
  const limitFile = `/proc/sys/user/max_${limit}_namespaces`;
  switch (errno) {
    case "EINVAL":
      return `this kernel has no ${type} namespaces (${option})`;
    case "ENOSPC":
      return `no more may be made: ${limitFile} is ${host.text(limitFile) ?? "not to be read"}`;
    case "EPERM":
    case "EACCES":
      return (
        (privileged ? undefined : switchedOff(host)) ??
        `${errno}: forbidden to a chroot, by a seccomp filter or by a security module`
      );
    default:
      return `unshare: ${errno}`;
  }
}

/** What distributions have against user namespaces of ordinary users. */
function switchedOff({ text }: Host): string | undefined {
  if (text("/proc/sys/kernel/unprivileged_userns_clone") === "0") return "kernel.unprivileged_userns_clone is 0";
  if (text("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") !== "1") return undefined;
  return "kernel.apparmor_restrict_unprivileged_userns is 1, and the runtime has no AppArmor profile that allows it";
}

/** linux.timeOffsets and linux.netDevices. */
export function withinNamespaces(host: Host, namespaces: Abilities): Abilities {
  const reasonOf = (type: Type) => namespaces[`namespaces.${type}`]?.reason;
  return {
    timeOffsets: { reason: reasonOf("time") },
    netDevices: { reason: reasonOf("network") ?? whyNoDevices(host) },
  };
}

/** They leave the runtime's own network namespace, and that wants a privilege over it. */
function whyNoDevices(host: Host): string | undefined {
  const wanted = "moving a network device wants CAP_NET_ADMIN over the runtime's network namespace";
  if (!isCapable(host, CAP_NET_ADMIN)) return wanted;
  if (errnoName(host.kernel.probeNamespaceOwner("/proc/self/ns/net")) !== "EPERM") return undefined;
  return `${wanted}, which belongs to another user namespace`;
}
