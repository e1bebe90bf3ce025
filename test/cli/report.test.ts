import { describe, expect, it } from "vitest";
import { report } from "../../src/cli/report.ts";
import { parseSignal } from "../../src/cli/signals.ts";
import { UsageError } from "../../src/cli/usage-error.ts";
import { RuntimeError } from "../../src/common/errors.ts";
import type { Log, LogEntry } from "../../src/common/log.ts";

/** A log that goes to stderr, and keeps what it is given. */
function recorder(): Log & { readonly entries: LogEntry[] } {
  const entries: LogEntry[] = [];
  return { entries, toFile: false, write: (entry) => entries.push(entry) };
}

describe("report", () => {
  it("keeps the parts of a RuntimeError as keys of their own", () => {
    const log = recorder();
    const error = new RuntimeError("STEP_FAILED", "mount /proc", {
      from: "/mounts/0",
      syscall: "mount",
      errno: "EPERM",
    });
    report(error, log, false);
    expect(log.entries).toEqual([
      {
        level: "error",
        msg: "mount /proc (config.json /mounts/0): EPERM: operation not permitted",
        details: { code: "STEP_FAILED", from: "/mounts/0", syscall: "mount", errno: "EPERM", hint: undefined },
      },
    ]);
  });

  it("suggests the word that was meant", () => {
    const log = recorder();
    report(
      new UsageError("unknown flag --budnle", { found: "--budnle", candidates: ["--bundle", "--pid-file"] }),
      log,
      false,
    );
    expect(log.entries[0]?.msg).toBe("unknown flag --budnle; hint: did you mean --bundle");
    report(new UsageError("unknown flag --zzz", { found: "--zzz", candidates: ["--bundle"] }), log, false);
    expect(log.entries[1]?.msg).toBe("unknown flag --zzz; hint: caisson --help shows what there is");
  });

  it("knows what signals look like", () => {
    const log = recorder();
    expect(() => parseSignal("FOO")).toThrow(UsageError);
    try {
      parseSignal("FOO");
    } catch (error) {
      report(error, log, false);
    }
    expect(log.entries[0]?.msg).toMatch(/^unknown signal "FOO"; hint: a signal is a name/);
  });

  it("names the system call of what the file system refused", () => {
    const log = recorder();
    const refused = Object.assign(new Error("EACCES: permission denied, mkdir '/run/caisson'"), {
      code: "EACCES",
      syscall: "mkdir",
      path: "/run/caisson",
    });
    report(refused, log, false);
    expect(log.entries[0]?.msg).toBe("mkdir /run/caisson: EACCES: permission denied");
    expect(log.entries[0]?.details?.code).toBe("SYSTEM");
  });

  it("shows the stack of a bug with debug only", () => {
    const log = recorder();
    report(new TypeError("x is undefined"), log, true);
    expect(log.entries.map(({ level }) => level)).toEqual(["error", "debug"]);
    expect(log.entries[0]?.details?.code).toBe("INTERNAL");
    expect(log.entries[1]?.msg).toContain("report.test.ts");
  });
});
