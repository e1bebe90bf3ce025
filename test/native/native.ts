/** What the tests of the addon share: the built files, and programs that they start. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";
import { loadAddon } from "../../src/native/load.ts";

/** What node-gyp built last; dist/ may be older. */
const BUILT = fileURLToPath(new URL("../../build/Release", import.meta.url));

export const addon = loadAddon(BUILT);

/** Launcher, init and monitor. */
export const STATIC = `${BUILT}/caisson-static`;
export const ADDON = `${BUILT}/caisson.node`;
export const BUSYBOX = "/bin/busybox";

const decoder = new TextDecoder();

export function textOf(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

const directories: string[] = [];

afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

/** Removed after the last test of the file. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(`${tmpdir()}/caisson-native-`);
  directories.push(directory);
  return directory;
}

/** The code of what `action` throws, such as `EPERM`; undefined where it throws nothing. */
export function codeOf(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
  return undefined;
}

/** Run a busybox shell script by addon.spawn; what it writes to its descriptor `3 + keep` comes back, with its end. */
export function runShell(script: string, options: { keep?: number; fds?: readonly number[] } = {}) {
  const exe = addon.sealedCopy(BUSYBOX, "test-shell");
  const [ours, theirs] = addon.socketPair();
  const child = addon.spawn({
    exe,
    args: ["sh", "-c", script],
    keep: options.keep ?? 0,
    fds: [theirs, ...(options.fds ?? [])],
    cloneFlags: 0,
  });
  addon.close(theirs);
  addon.close(exe);
  let output = "";
  for (;;) {
    const packet = addon.receive(ours, -1, 5000);
    if (packet === undefined || packet.data.length === 0) break;
    output += textOf(packet.data);
  }
  const end = addon.reap(child.pidfd, true);
  addon.close(child.pidfd);
  addon.close(ours);
  return { output, end, pid: child.pid };
}
