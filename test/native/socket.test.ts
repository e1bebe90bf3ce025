import { mkdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { addon, bytesOf, codeOf, temporaryDirectory, textOf } from "./native.ts";

describe("socketPair, send and receive", () => {
  it("keeps the borders of packets", () => {
    const [one, other] = addon.socketPair();
    addon.send(one, bytesOf("first"));
    addon.send(one, bytesOf("second"));
    expect(textOf(addon.receive(other, -1, 1000)?.data ?? new Uint8Array())).toBe("first");
    expect(textOf(addon.receive(other, -1, 1000)?.data ?? new Uint8Array())).toBe("second");
    addon.close(one);
    addon.close(other);
  });

  it("gives an empty packet at end of file, also with packets unread on the other side", () => {
    const [one, other] = addon.socketPair();
    addon.send(other, bytesOf("never read"));
    addon.close(one);
    expect(addon.receive(other, -1, 1000)).toEqual({ data: new Uint8Array(), fds: [] });
    expect(codeOf(() => addon.send(other, bytesOf("x")))).toBe("EPIPE");
    addon.close(other);
  });

  it("gives up after the timeout", () => {
    const [one, other] = addon.socketPair();
    const before = Date.now();
    expect(addon.receive(one, -1, 50)).toBeUndefined();
    expect(Date.now() - before).toBeGreaterThanOrEqual(49);
    addon.close(one);
    addon.close(other);
  });

  it("takes a packet of 64 KiB whole, and refuses a larger one", () => {
    const [one, other] = addon.socketPair();
    addon.send(one, new Uint8Array(64 * 1024).fill(7));
    expect(addon.receive(other, -1, 1000)?.data.length).toBe(64 * 1024);
    addon.send(one, new Uint8Array(64 * 1024 + 1));
    expect(codeOf(() => addon.receive(other, -1, 1000))).toBe("EMSGSIZE");
    addon.close(one);
    addon.close(other);
  });
});

describe("listen and connect", () => {
  it("work whatever the length of the directory", () => {
    const directory = `${temporaryDirectory()}/${"d".repeat(200)}`;
    mkdirSync(directory);
    const gate = addon.listen(directory, "gate");
    expect(statSync(`${directory}/gate`).mode & 0o777).toBe(0o600);
    const connection = addon.connect(directory, "gate");
    addon.close(connection);
    addon.close(gate);
    expect(codeOf(() => addon.connect(directory, "gate"))).toBe("ECONNREFUSED");
    expect(codeOf(() => addon.listen(directory, "gate"))).toBe("EADDRINUSE");
  });

  it("refuses a name that fits no address", () => {
    expect(codeOf(() => addon.listen(temporaryDirectory(), "n".repeat(120)))).toBe("ENAMETOOLONG");
  });
});

describe("sendDescriptor", () => {
  it("sends the payload, then closes", async () => {
    const path = `${temporaryDirectory()}/console.sock`;
    const received = new Promise<string>((resolve) => {
      const server = createServer((socket) => {
        let text = "";
        socket.on("data", (chunk) => {
          text += chunk.toString();
        });
        socket.on("end", () => {
          server.close();
          resolve(text);
        });
      });
      server.listen(path, () => {
        const fd = addon.memfd("payload", bytesOf("x"));
        addon.sendDescriptor(path, fd, "/dev/pts/7");
        addon.close(fd);
      });
    });
    expect(await received).toBe("/dev/pts/7");
  });

  it("says where nobody listens", () => {
    const missing = `${temporaryDirectory()}/missing`;
    expect(() => addon.sendDescriptor(missing, 0, "x")).toThrow(
      expect.objectContaining({ syscall: "connect", code: "ENOENT" }),
    );
  });
});

describe("descriptors", () => {
  it("are close-on-exec, and gone once closed", () => {
    const [one, other] = addon.socketPair();
    expect(addon.isInherited(one)).toBe(false);
    addon.close(one);
    expect(codeOf(() => readFileSync(one))).toBe("EBADF");
    expect(codeOf(() => addon.close(one))).toBe("EBADF");
    expect(addon.isTerminal(other)).toBe(false);
    expect(addon.windowSize(other)).toBeUndefined();
    addon.close(other);
  });
});
