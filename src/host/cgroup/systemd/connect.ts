/** The way to a systemd manager: which sockets, and what it means where none answers. */
import { RuntimeError } from "../../../common/errors.ts";
import { sleep } from "../../../common/sleep.ts";
import type { Addon, SystemdConnection, SystemdFailure } from "../../../native/addon.ts";
import { hasCode } from "../../../state/store.ts";

export type Manager = "system" | "user";

interface Address {
  readonly address: string;
  /** systemd's own socket, which is there without a bus too, and open to the manager's own user only. */
  readonly direct: boolean;
}

/** A bus that is asked by many at once is full for a moment (EAGAIN): pauses between the tries, milliseconds. */
const PAUSES = [10, 20, 50, 100, 200, 500, 1000, 2000];

/** Runs `use` with a connection that ends with it. */
export function withSystemd<T>(addon: Addon, manager: Manager, use: (connection: SystemdConnection) => T): T {
  const connection = connect(addon, manager);
  try {
    return use(connection);
  } finally {
    addon.closeSystemd(connection);
  }
}

function connect(addon: Addon, manager: Manager): SystemdConnection {
  const addresses = manager === "system" ? systemAddresses() : userAddresses();
  let failure: unknown;
  for (const address of addresses) {
    try {
      return patiently(addon, address);
    } catch (error) {
      // what the bus said counts, not that systemd's own socket is closed to us
      failure ??= error;
      if (!hasCode(error, "ENOENT") && !hasCode(error, "ECONNREFUSED")) break;
    }
  }
  throw unreachable(manager, addresses, failure);
}

function patiently(addon: Addon, { address, direct }: Address): SystemdConnection {
  for (const pause of PAUSES) {
    try {
      return addon.connectSystemd(address, direct);
    } catch (error) {
      if (!hasCode(error, "EAGAIN")) throw error;
      sleep(pause);
    }
  }
  return addon.connectSystemd(address, direct);
}

function systemAddresses(): Address[] {
  return [
    { address: "unix:path=/run/dbus/system_bus_socket", direct: false },
    { address: "unix:path=/run/systemd/private", direct: true },
  ];
}

/** As every program of the user's session finds them (D-Bus specification, "Well-known Message Bus Instances"). */
function userAddresses(): Address[] {
  const { DBUS_SESSION_BUS_ADDRESS: bus, XDG_RUNTIME_DIR: directory } = process.env;
  const addresses: Address[] = [];
  if (bus) addresses.push({ address: bus, direct: false });
  else if (directory) addresses.push({ address: `unix:path=${escapePath(directory)}/bus`, direct: false });
  if (directory) addresses.push({ address: `unix:path=${escapePath(directory)}/systemd/private`, direct: true });
  return addresses;
}

/** D-Bus specification, "Server Addresses": every other byte is `%` and two digits. */
function escapePath(path: string): string {
  const bytes = Buffer.from(path, "utf8");
  return [...bytes]
    .map((byte) =>
      /[-0-9A-Za-z_/.*]/.test(String.fromCharCode(byte))
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).padStart(2, "0")}`,
    )
    .join("");
}

function unreachable(manager: Manager, addresses: readonly Address[], cause: unknown): RuntimeError {
  if (addresses.length === 0) {
    return new RuntimeError("UNSUPPORTED_HOST", "there is no way to the user's systemd", {
      from: "default:systemd-cgroup",
      hint: "DBUS_SESSION_BUS_ADDRESS or XDG_RUNTIME_DIR names it: log in by PAM (package dbus-user-session), or leave --systemd-cgroup out",
    });
  }
  const { code, syscall = "connect", detail } = cause as SystemdFailure;
  const details = { from: "default:systemd-cgroup", syscall, ...(code === undefined ? {} : { errno: code }), cause };
  if (code === "ELIBACC") {
    return new RuntimeError(
      "UNSUPPORTED_HOST",
      `the systemd cgroup driver needs libsystemd: ${detail ?? "not found"}`,
      {
        ...details,
        hint: "it comes with systemd: package libsystemd0 or systemd-libs",
      },
    );
  }
  const tried = addresses.map(({ address }) => address).join(", ");
  return new RuntimeError("UNSUPPORTED_HOST", `cannot connect to ${whose(manager)} systemd at ${tried}`, {
    ...details,
    hint:
      manager === "user"
        ? "is the user's session bus there (package dbus-user-session)?"
        : "is D-Bus running (package dbus)?",
  });
}

function whose(manager: Manager): string {
  return manager === "user" ? "the user's" : "the system's";
}
