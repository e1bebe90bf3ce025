import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeError } from "../../../src/common/describe.ts";
import { criuFailure } from "../../../src/host/criu/failure.ts";

describe("an error of CRIU's", () => {
  let images = "";

  beforeAll(() => {
    images = mkdtempSync(join(tmpdir(), "criu-images-"));
  });

  afterAll(() => rmSync(images, { recursive: true }));

  function said(log: string): string {
    writeFileSync(join(images, "dump.log"), log);
    const directories = { images, work: undefined };
    const answer = { type: 1, success: false, message: "first words" };
    return describeError(criuFailure({ action: "checkpoint", directories, log: "dump.log", answer }));
  }

  it("has its words, the file that has the rest, and what to do", () => {
    const text = said(
      "(00.1) Error (criu/sk-inet.c:188): inet: Connected TCP socket, consider using --tcp-established option.\n",
    );
    expect(text).toBe(
      `checkpoint: criu failed: Error (criu/sk-inet.c:188): inet: Connected TCP socket, consider using --tcp-established option. (log file: ${images}/dump.log); hint: the container has TCP connections: give --tcp-established`,
    );
  });

  it("knows the usual causes", () => {
    expect(
      said("(0.1) Error (criu/file-lock.c:138): Some file locks are hold by dumping tasks! You can try --file-locks\n"),
    ).toContain("give --file-locks");
    expect(said("(0.1) Error (criu/files-reg.c:1710): Can't lookup mount=24 for fd=1 path=/tmp/out\n")).toContain(
      "must be pipes",
    );
    expect(said('(0.1) Error (criu/util.c:627): execvp("iptables-restore", ...) failed: No such file\n')).toContain(
      "package iptables",
    );
  });

  it("has CRIU's first words where there is no log", () => {
    expect(said("")).toContain("criu failed: first words");
  });

  it("says that CRIU ended in the middle of it", () => {
    const failure = criuFailure({
      action: "restore",
      directories: { images: "/nowhere", work: "/logs" },
      log: "restore.log",
      answer: undefined,
    });
    expect(failure.message).toBe(
      "restore: criu ended in the middle of it: it gives no reason (log file: /logs/restore.log)",
    );
  });
});
