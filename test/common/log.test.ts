import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { jsonLine, openLog, plainLine, textLine } from "../../src/common/log.ts";

const TIME = new Date("2026-01-02T03:04:05.678Z");

describe("log lines", () => {
  it("has logrus's keys in JSON, and the further ones that are known", () => {
    const entry = {
      level: "error",
      msg: "a\nb",
      details: { code: "USAGE", errno: undefined, from: "/mounts/0" },
    } as const;
    const line = jsonLine(entry, TIME);
    expect(line.split("\n")).toHaveLength(2);
    expect(JSON.parse(line)).toEqual({
      level: "error",
      msg: "a\nb",
      time: "2026-01-02T03:04:05Z",
      code: "USAGE",
      from: "/mounts/0",
    });
  });

  it("quotes text as logrus does", () => {
    const entry = {
      level: "warning",
      msg: 'a "b"\nc',
      details: { from: "/mounts/0", hint: "do it", errno: "EPERM" },
    } as const;
    expect(textLine(entry, TIME)).toBe(
      'time="2026-01-02T03:04:05Z" level=warning msg="a \\"b\\"\\nc" from=/mounts/0 hint="do it" errno=EPERM\n',
    );
  });

  it("names the place of a warning for people", () => {
    expect(plainLine({ level: "warning", msg: "odd", details: { from: "/process/umask" } })).toBe(
      "caisson: warning: odd (config.json /process/umask)\n",
    );
  });
});

describe("openLog", () => {
  it("appends whole lines, and drops debug entries unless asked", () => {
    const directory = mkdtempSync(`${tmpdir()}/log-`);
    const file = `${directory}/log.json`;
    try {
      for (const debug of [false, true]) {
        const log = openLog({ file, format: "json", debug });
        expect(log.toFile).toBe(true);
        log.write({ level: "debug", msg: `debug ${debug}` });
        log.write({ level: "warning", msg: `warning ${debug}` });
      }
      const messages = readFileSync(file, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).msg);
      expect(messages).toEqual(["warning false", "debug true", "warning true"]);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it("fails at once where the file cannot be opened", () => {
    expect(() => openLog({ file: "/nonexistent/log", format: "text", debug: false })).toThrow(/ENOENT/);
  });
});
