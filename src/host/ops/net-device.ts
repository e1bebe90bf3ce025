/** netdevice.move, and its undoing where a create fails: a device must not vanish with the namespace that it was moved to. */
import { RuntimeError } from "../../common/errors.ts";
import type { Addon } from "../../native/addon.ts";
import type { HostStep } from "../../plan/steps.ts";
import { hasCode } from "../../state/store.ts";
import {
  carry,
  closeNetNamespace,
  identityOf,
  isSameNamespace,
  type NetMoves,
  type NetNamespace,
  openNetNamespace,
  settle,
} from "../net-namespace.ts";
import { initOf, type Session } from "../session.ts";

type Move = Extract<HostStep, { op: "netdevice.move" }>;

export function moveNetDevice(step: Move, session: Session): void {
  const { addon } = session;
  session.netMoves ??= openMoves(session);
  const { home, container, undo } = session.netMoves;
  if (isSameNamespace(home, container)) throw atHome(step);
  const device = identityOf(addon, home, step.name);
  checkFree(addon, container, step);
  const index = carry(addon, device.index, { from: home, to: container });
  undo.unshift({
    from: step.from,
    name: step.name,
    run: () => settle(addon, home, carry(addon, index, { from: container, to: home }), device),
  });
  // config-linux.md "Network Devices": these addresses, and up, whatever it was
  const addresses = device.addresses.filter(({ permanent, global }) => permanent && global);
  settle(addon, container, index, { name: step.newName, addresses, up: true });
}

/** Where nothing was moved yet, nothing is done. A device that cannot be moved back is told of. */
export function returnNetDevices(session: Session): void {
  for (const { from, name, run } of session.netMoves?.undo ?? []) {
    try {
      run();
    } catch (error) {
      session.warn(`network device ${name} is lost to the host: moving it back failed: ${String(error)}`, from);
    }
  }
  forgetNetMoves(session);
}

/** The container is created: from here on the devices are its namespace's, and go with it. */
export function forgetNetMoves(session: Session): void {
  if (session.netMoves === undefined) return;
  closeNetNamespace(session.addon, session.netMoves.home);
  closeNetNamespace(session.addon, session.netMoves.container);
  session.netMoves = undefined;
}

function openMoves(session: Session): NetMoves {
  const { addon } = session;
  const home = openNetNamespace(addon, "/proc/self/ns/net");
  try {
    return { home, container: openNetNamespace(addon, `/proc/${initOf(session).pid}/ns/net`), undo: [] };
  } catch (error) {
    closeNetNamespace(addon, home);
    throw error;
  }
}

/** In a template (`eth%d`) the kernel puts a number that is free. */
function checkFree(addon: Addon, container: NetNamespace, { from, name, newName }: Move): void {
  if (newName.includes("%d")) return;
  try {
    addon.netDevice(container.socket, newName);
  } catch (error) {
    if (hasCode(error, "ENODEV")) return;
    throw error;
  }
  throw new RuntimeError(
    "STEP_FAILED",
    `move network device ${name} into the container: its network namespace has a device ${newName} already: file exists`,
    {
      from,
      errno: "EEXIST",
      hint: "give another name, or a template such as eth%d in which the kernel puts a free number",
    },
  );
}

function atHome({ from, name }: Move): RuntimeError {
  return new RuntimeError(
    "STEP_FAILED",
    `move network device ${name} into the container: the container's network namespace is the runtime's own`,
    { from, hint: "leave path out of the network namespace in /linux/namespaces, or name another one" },
  );
}

/** A device that a new network namespace has by itself. */
export function raiseNetDevice({ name }: Extract<HostStep, { op: "netdevice.raise" }>, session: Session): void {
  const { addon } = session;
  const namespace = openNetNamespace(addon, `/proc/${initOf(session).pid}/ns/net`);
  try {
    addon.changeNetDevice(namespace.socket, addon.netDevice(namespace.socket, name).index, { up: true });
  } finally {
    closeNetNamespace(addon, namespace);
  }
}
