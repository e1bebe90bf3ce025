/** Devices and links that the container's /dev gets. */
import { pointer } from "../../common/pointer.ts";
import { isBindMount } from "../mount-options.ts";
import { cleanPath } from "../path.ts";
import type { ResolvedDevice, ResolvedSpec } from "../resolved.ts";
import type { Linux, Spec } from "../spec.ts";

const DEFAULT_MODE = 0o666;
/** Permission bits; callers also write those of the file's type. */
const MODE_MASK = 0o7777;

const node = (path: string, major: number, minor: number): ResolvedDevice => {
  return { path, type: "c", major, minor, mode: DEFAULT_MODE, uid: 0, gid: 0, from: "default:devices" };
};

/** config-linux.md "Default Devices"; numbers of admin-guide/devices.txt. */
const DEFAULT_DEVICES: readonly ResolvedDevice[] = [
  node("/dev/null", 1, 3),
  node("/dev/zero", 1, 5),
  node("/dev/full", 1, 7),
  node("/dev/random", 1, 8),
  node("/dev/urandom", 1, 9),
  node("/dev/tty", 5, 0),
];

/** runtime-linux.md "Dev symbolic links", and the ptmx of "Default Devices". */
const DEFAULT_LINKS: ResolvedSpec["links"] = [
  { path: "/dev/ptmx", target: "pts/ptmx", from: "default:links" },
  { path: "/dev/fd", target: "/proc/self/fd", from: "default:links" },
  { path: "/dev/stdin", target: "/proc/self/fd/0", from: "default:links" },
  { path: "/dev/stdout", target: "/proc/self/fd/1", from: "default:links" },
  { path: "/dev/stderr", target: "/proc/self/fd/2", from: "default:links" },
  { path: "/dev/core", target: "/proc/kcore", from: "default:links" },
];

/** A configured device replaces the default one of its path. */
export function resolveDevices(spec: Spec): ResolvedDevice[] {
  if (ownsDev(spec)) return [];
  const configured = new Map<string, ResolvedDevice>();
  for (const [index, device] of (spec.linux?.devices ?? []).entries()) {
    const path = cleanPath(device.path);
    if (!configured.has(path))
      configured.set(path, resolveDevice(device, { path, from: pointer("/linux/devices", index) }));
  }
  if (configured.size === 0) return [...DEFAULT_DEVICES];
  return [...DEFAULT_DEVICES.filter((device) => !configured.has(device.path)), ...configured.values()];
}

export function resolveLinks(spec: Spec): ResolvedSpec["links"] {
  return ownsDev(spec) ? [] : DEFAULT_LINKS;
}

/** Where /dev is a bind mount, it is the caller's, and nothing may be made in it. */
function ownsDev({ mounts }: Spec): boolean {
  for (const mount of mounts ?? []) if (isBindMount(mount) && cleanPath(mount.destination) === "/dev") return true;
  return false;
}

function resolveDevice(
  device: NonNullable<Linux["devices"]>[number],
  { path, from }: { path: string; from: string },
): ResolvedDevice {
  return {
    path,
    type: device.type as ResolvedDevice["type"],
    major: device.major ?? 0,
    minor: device.minor ?? 0,
    mode: device.fileMode === undefined ? DEFAULT_MODE : device.fileMode & MODE_MASK,
    uid: device.uid ?? 0,
    gid: device.gid ?? 0,
    from,
  };
}
