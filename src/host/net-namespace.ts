/** A network namespace that devices are moved from or to, and what is done to devices in it. */
import { closeSync, fstatSync, openSync } from "node:fs";
import type { Addon, NetAddress, NetDevice } from "../native/addon.ts";

export interface NetNamespace {
  /** Keeps the namespace alive, whatever becomes of its processes. */
  readonly fd: number;
  /** An rtnetlink socket in it. */
  readonly socket: number;
}

/** What a session holds from the first move of a device on, until the container is created. */
export interface NetMoves {
  readonly home: NetNamespace;
  readonly container: NetNamespace;
  /** The way back of each device that was moved, the last one first. */
  readonly undo: { readonly from: string; readonly name: string; readonly run: () => void }[];
}

/** What a device is elsewhere too. */
export interface NetIdentity {
  readonly name: string;
  readonly up: boolean;
  readonly addresses: readonly NetAddress[];
}

export function openNetNamespace(addon: Addon, path: string): NetNamespace {
  const fd = openSync(path, "r");
  try {
    return { fd, socket: addon.netlinkSocket(fd) };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

export function closeNetNamespace(addon: Addon, { fd, socket }: NetNamespace): void {
  addon.close(socket);
  addon.close(fd);
}

export function isSameNamespace(one: NetNamespace, other: NetNamespace): boolean {
  const [first, second] = [fstatSync(one.fd), fstatSync(other.fd)];
  return first.dev === second.dev && first.ino === second.ino;
}

/** Before the move: IPv6 addresses are gone as soon as a device goes down (net.ipv6.conf.*.keep_addr_on_down). */
export function identityOf(addon: Addon, { socket }: NetNamespace, name: string): NetIdentity & NetDevice {
  const device = addon.netDevice(socket, name);
  return { ...device, name, addresses: addon.netAddresses(socket, device.index) };
}

/**
 * Moves a device and says its index there. It travels under a name that is nobody's: of the two names that it has before
 * and after, either may be taken on the other side, and a request that moves and renames may fail between the two.
 */
export function carry(addon: Addon, index: number, way: { from: NetNamespace; to: NetNamespace }): number {
  const name = `csn-${index}`;
  addon.changeNetDevice(way.from.socket, index, { netns: way.to.fd, name });
  return addon.netDevice(way.to.socket, name).index;
}

/** Gives a device that is down its name, its addresses, and only then its state: with it come the routes of the addresses. */
export function settle(addon: Addon, { socket }: NetNamespace, index: number, identity: NetIdentity): void {
  addon.changeNetDevice(socket, index, { name: identity.name });
  for (const { message } of identity.addresses) addon.addNetAddress(socket, index, message);
  if (identity.up) addon.changeNetDevice(socket, index, { up: true });
}
