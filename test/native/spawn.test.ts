import { readlinkSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CLONE_FLAGS } from "../../src/native/clone-flags.ts";
import { addon, BUSYBOX, bytesOf, codeOf, runShell, temporaryDirectory } from "./native.ts";

/** The descriptors of the shell, listed by a child of its own. */
const LIST_FDS = "(ls -l /proc/$$/fd >&3); true";

function fdsOf(listing: string): Map<number, string> {
  return new Map([...listing.matchAll(/ (\d+) -> (.*)$/gm)].map((match) => [Number(match[1]), match[2] ?? ""]));
}

describe("spawn", () => {
  it("places the descriptors in order from 3 on, and gives nothing else", () => {
    const first = addon.memfd("first", bytesOf("1"));
    const second = addon.memfd("second", bytesOf("2"));
    const fds = fdsOf(runShell(LIST_FDS, { fds: [first, second, first] }).output);
    expect([...fds.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect([fds.get(4), fds.get(5), fds.get(6)]).toEqual([
      "/memfd:first (deleted)",
      "/memfd:second (deleted)",
      "/memfd:first (deleted)",
    ]);
    addon.close(first);
    addon.close(second);
  });

  it("copes with descriptors whose numbers are wanted for others", () => {
    // make the low numbers ours, then ask for them the other way round
    const low = Array.from({ length: 12 }, (_, index) => addon.memfd(`low-${index}`, new Uint8Array()));
    const turned = [...low].reverse();
    const fds = fdsOf(runShell(LIST_FDS, { fds: turned }).output);
    turned.forEach((fd, index) => {
      expect(fds.get(4 + index)).toBe(readlinkSync(`/proc/self/fd/${fd}`));
    });
    for (const fd of low) addon.close(fd);
  });

  it("unblocks all signals and ignores none", () => {
    const { output } = runShell("grep Sig /proc/self/status >&3; true");
    for (const kind of ["SigBlk", "SigIgn"]) expect(output).toContain(`${kind}:\t0000000000000000\n`);
  });

  it("passes an empty environment, and runs with the caller's cwd", () => {
    expect(runShell("tr '\\0' '\\n' </proc/$$/environ >&3; pwd >&3").output.trim()).toBe(process.cwd());
  });

  it("executes the sealed copy, which /proc shows", () => {
    expect(runShell("readlink /proc/$$/exe >&3").output.trim()).toBe("/memfd:test-shell (deleted)");
  });

  it("gives the exit status, and the signal", () => {
    expect(runShell("exit 42").end).toEqual({ status: 42, signal: 0 });
    expect(runShell("kill -9 $$").end).toEqual({ status: -1, signal: 9 });
  });

  it("reports what exec refused, and leaves no child and no descriptor", () => {
    const exe = addon.memfd("no-program", bytesOf("this is no executable"));
    const before = addon.socketPair();
    const attempt = () => addon.spawn({ exe, args: ["x"], keep: 0, fds: [], cloneFlags: 0 });
    expect(attempt).toThrow(expect.objectContaining({ syscall: "execveat" }));
    const after = addon.socketPair();
    expect(after[0] - before[1]).toBe(1);
    for (const fd of [exe, ...before, ...after]) addon.close(fd);
  });

  it("refuses namespaces that the clone must not make", () => {
    const exe = addon.sealedCopy(BUSYBOX, "x");
    for (const type of ["user", "cgroup", "time"] as const) {
      const attempt = () => addon.spawn({ exe, args: ["true"], keep: 0, fds: [], cloneFlags: CLONE_FLAGS[type] });
      expect(codeOf(attempt)).toBe("EINVAL");
    }
    addon.close(exe);
  });
});

describe("processes by pidfd", () => {
  it("receive returns when the process ended without a word, but reads its last word first", () => {
    const exe = addon.sealedCopy(BUSYBOX, "x");
    const [ours, theirs] = addon.socketPair();
    const child = addon.spawn({ exe, args: ["sh", "-c", "echo last >&3"], keep: 0, fds: [theirs], cloneFlags: 0 });
    addon.pidfdWait(child.pidfd, 5000);
    // our own copy of the other end stays open, so there is no end of file to wake us
    expect(addon.receive(ours, child.pidfd, 5000)?.data).toEqual(bytesOf("last\n"));
    expect(addon.receive(ours, child.pidfd, 5000)).toBeUndefined();
    addon.reap(child.pidfd, true);
    for (const fd of [exe, ours, theirs, child.pidfd]) addon.close(fd);
  });

  it("waits, signals, reaps once", () => {
    const exe = addon.sealedCopy(BUSYBOX, "x");
    const child = addon.spawn({ exe, args: ["sleep", "60"], keep: 0, fds: [], cloneFlags: 0 });
    expect(addon.pidfdWait(child.pidfd, 20)).toBe(false);
    expect(addon.reap(child.pidfd, false)).toBeUndefined();
    addon.pidfdSendSignal(child.pidfd, 15);
    expect(addon.pidfdWait(child.pidfd, 5000)).toBe(true);
    expect(addon.reap(child.pidfd, true)).toEqual({ status: -1, signal: 15 });
    expect(codeOf(() => addon.reap(child.pidfd, false))).toBe("ECHILD");
    expect(codeOf(() => addon.pidfdSendSignal(child.pidfd, 15))).toBe("ESRCH");
    for (const fd of [exe, child.pidfd]) addon.close(fd);
  });

  it("reads and sets limits of another process", () => {
    const exe = addon.sealedCopy(BUSYBOX, "x");
    const child = addon.spawn({ exe, args: ["sleep", "60"], keep: 0, fds: [], cloneFlags: 0 });
    const [ours, theirs] = addon.socketPair();
    addon.setLimit(child.pid, 7, 64n, 128n);
    addon.pidfdSendSignal(child.pidfd, 9);
    addon.reap(child.pidfd, true);
    expect(codeOf(() => addon.setLimit(process.pid, 999, 0n, 0n))).toBe("EINVAL");
    expect(addon.getLimit(7).hard).toBeGreaterThan(128n);
    for (const fd of [exe, ours, theirs, child.pidfd]) addon.close(fd);
  });
});

describe("lockFile", () => {
  it("excludes a second holder until it is closed", () => {
    const path = `${temporaryDirectory()}/lock`;
    const first = addon.lockFile(path, "exclusive", false);
    expect(first).toBeTypeOf("number");
    expect(addon.lockFile(path, "shared", false)).toBeUndefined();
    addon.close(first as number);
    const shared = addon.lockFile(path, "shared", false);
    const another = addon.lockFile(path, "shared", false);
    expect(another).toBeTypeOf("number");
    expect(addon.lockFile(path, "exclusive", false)).toBeUndefined();
    addon.close(shared as number);
    addon.close(another as number);
  });
});
