/** Changes of a config that many checks make. */
import type { Change, Config, Mount } from "./config.ts";

/** One change that makes all of these, in order. */
export function all(...changes: readonly Change[]): Change {
  return (config) => {
    for (const change of changes) change(config);
  };
}

/** The same capabilities in the sets named, all five by default. */
export function withCapabilities(
  names: readonly string[],
  sets = ["bounding", "effective", "inheritable", "permitted", "ambient"],
): Change {
  return (config) => {
    config.process.capabilities = Object.fromEntries(sets.map((set) => [set, [...names]]));
  };
}

export function withMount(mount: Mount): Change {
  return (config) => {
    config.mounts.push(mount);
  };
}

export function withoutNamespace(type: string): Change {
  return (config) => {
    config.linux.namespaces = config.linux.namespaces.filter((namespace) => namespace.type !== type);
  };
}

export function withNamespace(type: string, path?: string): Change {
  return (config) => {
    withoutNamespace(type)(config);
    config.linux.namespaces.push(path === undefined ? { type } : { type, path });
  };
}

export function withoutMount(destination: string): Change {
  return (config) => {
    config.mounts = config.mounts.filter((mount) => mount.destination !== destination);
  };
}

export const writableRoot: Change = (config) => {
  config.root.readonly = false;
};

/** A user namespace with root mapped to a range of host ids; the rootfs must belong to them. */
export function withUserNamespace(hostID = 100_000, size = 65_536): Change {
  return (config: Config) => {
    withNamespace("user")(config);
    config.linux.uidMappings = [{ containerID: 0, hostID, size }];
    config.linux.gidMappings = [{ containerID: 0, hostID, size }];
  };
}
