import { describe, expect, it } from "vitest";
import { describeError } from "../../src/common/describe.ts";
import { RuntimeError } from "../../src/common/errors.ts";
import { jsonLine } from "../../src/common/log.ts";
import type { Warning } from "../../src/library/options.ts";
import { Report } from "../../src/library/report.ts";

const ERROR = new RuntimeError("STEP_FAILED", "mount proc at /proc", {
  from: "/mounts/0",
  syscall: "fsmount",
  errno: "EPERM",
  hint: "do this; hint: or that",
});

/** As the command line writes it (src/cli/report.ts). */
function line(error: RuntimeError): string {
  const { code, from, syscall, errno, hint } = error;
  return jsonLine(
    { level: "error", msg: describeError(error), details: { code, from, syscall, errno, hint } },
    new Date(),
  );
}

describe("the report of a runtime's process", () => {
  it("has the error again, with its fields, and the hint once", () => {
    const report = new Report(undefined);
    report.add(line(ERROR));
    expect(report.error).toBeInstanceOf(RuntimeError);
    expect(report.error).toMatchObject({
      message: "mount proc at /proc (config.json /mounts/0): EPERM: operation not permitted",
      code: "STEP_FAILED",
      from: "/mounts/0",
      syscall: "fsmount",
      errno: "EPERM",
      hint: "do this; hint: or that",
    });
  });

  it("may be cut anywhere", () => {
    const warnings: Warning[] = [];
    const report = new Report((warning) => warnings.push(warning));
    const text = jsonLine({ level: "warning", msg: "überall", details: { from: "/a" } }, new Date()) + line(ERROR);
    for (const piece of text) report.add(piece);
    expect(warnings).toEqual([{ message: "überall", from: "/a" }]);
    expect(report.error?.code).toBe("STEP_FAILED");
  });

  it("goes by the last error", () => {
    const report = new Report(undefined);
    report.add(line(new RuntimeError("NOT_FOUND", "gone")) + line(ERROR));
    expect(report.error?.code).toBe("STEP_FAILED");
  });

  it("takes a code that it does not know for a bug", () => {
    const report = new Report(undefined);
    report.add(`${JSON.stringify({ level: "error", msg: "x", code: "constructor" })}\n`);
    expect(report.error).toMatchObject({ code: "INTERNAL", message: "x" });
  });

  it("has no error where there was none", () => {
    const report = new Report(undefined);
    report.add(jsonLine({ level: "debug", msg: "y" }, new Date()));
    expect(report.error).toBeUndefined();
  });
});
