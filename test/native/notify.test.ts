import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { addon, bytesOf, codeOf, temporaryDirectory, textOf } from "./native.ts";

const PROBE = fileURLToPath(new URL("../../build/Release/guest-probe", import.meta.url));

/** The container's socket, and a child that runs `script` for its init. */
function container(script: string) {
  const dir = `${temporaryDirectory()}/notify`;
  mkdirSync(dir);
  const socket = addon.notifyListen(dir, "notify.sock");
  const exe = addon.sealedCopy("/bin/busybox", "container");
  const init = addon.spawn({ exe, args: ["sh", "-c", script], keep: 0, fds: [], cloneFlags: 0 });
  addon.close(exe);
  return { dir, socket, init };
}

describe("notifyConnect", () => {
  it.each([
    ["relative", "EAFNOSUPPORT"],
    ["vsock:2:1", "EAFNOSUPPORT"],
    ["@", "EAFNOSUPPORT"],
    ["", "EAFNOSUPPORT"],
    [`/${"x".repeat(107)}`, "ENAMETOOLONG"],
    [`@${"x".repeat(108)}`, "ENAMETOOLONG"],
    ["/no/such/socket", "ENOENT"],
    ["@no such socket", "ECONNREFUSED"],
  ])("%s: %s", (address, code) => {
    expect(codeOf(() => addon.notifyConnect(address))).toBe(code);
  });

  it("speaks to a socket by path", () => {
    const dir = temporaryDirectory();
    const heard = addon.notifyListen(dir, "manager");
    const manager = addon.notifyConnect(`${dir}/manager`);
    addon.send(manager, bytesOf("STATUS=here"));
    expect(textOf(addon.receive(heard, -1, 1000)?.data ?? new Uint8Array())).toBe("STATUS=here");
    addon.close(manager);
    addon.close(heard);
  });
});

describe("notifyListen", () => {
  it("makes a socket that everybody may speak to", () => {
    const dir = temporaryDirectory();
    addon.close(addon.notifyListen(dir, "notify.sock"));
    expect(statSync(`${dir}/notify.sock`).mode & 0o777).toBe(0o777);
    expect(codeOf(() => addon.notifyListen(dir, "notify.sock"))).toBe("EADDRINUSE");
  });
});

describe("notifyForward", () => {
  it("ends with the container, and what that said last still counts", async () => {
    const dir = temporaryDirectory();
    const beside = spawn(PROBE, ["manager", `${dir}/manager`], { stdio: ["ignore", "pipe", "inherit"] });
    let heard = "";
    beside.stdout.on("data", (chunk) => (heard += chunk));
    await once(beside.stdout, "data");
    const { dir: own, socket, init } = container("exit 0");
    const speaker = addon.notifyConnect(`${own}/notify.sock`);
    for (const text of ["STATUS=x", "READY=0", "XREADY=1", "STATUS=y\nREADY=1\nMAINPID=1"]) {
      addon.send(speaker, bytesOf(text));
    }
    addon.pidfdWait(init.pidfd, -1);
    addon.notifyForward({
      socket,
      manager: addon.notifyConnect(`${dir}/manager`),
      pidfd: init.pidfd,
      mainPid: 4711,
    });
    beside.kill();
    await once(beside, "close");
    expect([...heard.matchAll(/"text":"([^"]*)","count":(\d)/g)].map(([, text, count]) => [text, count])).toEqual([
      ["READY=1", "0"],
      ["MAINPID=4711", "0"],
      ["BARRIER=1", "1"],
    ]);
    expect(addon.reap(init.pidfd, true)).toEqual({ status: 0, signal: 0 });
  });

  it("ends with a container that says nothing", () => {
    const dir = temporaryDirectory();
    const heard = addon.notifyListen(dir, "manager");
    const { socket, init } = container("exit 3");
    const manager = addon.notifyConnect(`${dir}/manager`);
    addon.notifyForward({ socket, manager, pidfd: init.pidfd, mainPid: 1 });
    expect(addon.receive(heard, -1, 0)).toBeUndefined();
    expect(addon.reap(init.pidfd, true)).toEqual({ status: 3, signal: 0 });
  });
});
