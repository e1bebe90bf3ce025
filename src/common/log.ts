/**
 * Log entries in the shapes that callers of runc read: one line each, text as logrus writes it or JSON, appended to a
 * file. Without a file they go to stderr, as plain sentences or JSON.
 */
import { openSync } from "node:fs";
import { writeText } from "./output.ts";
import { describePlace } from "./place.ts";

export type Level = "debug" | "info" | "warning" | "error";
export type LogFormat = "text" | "json";

export interface LogEntry {
  readonly level: Level;
  readonly msg: string;
  /** Further keys of the entry; those that are undefined are left out. */
  readonly details?: Readonly<Record<string, string | undefined>>;
}

export interface Log {
  write(entry: LogEntry): void;
  /** True where entries go to a file, so that a fatal error must be said on stderr too. */
  readonly toFile: boolean;
}

export interface LogOptions {
  /** Absolute path; undefined means stderr. */
  readonly file: string | undefined;
  readonly format: LogFormat;
  /** Debug entries are dropped without it. */
  readonly debug: boolean;
}

const STDERR = 2;

/** Opens the file at once (append, mode 0644): throws as node:fs does where it cannot be written. */
export function openLog({ file, format, debug }: LogOptions): Log {
  const fd = file === undefined ? STDERR : openSync(file, "a", 0o644);
  const toFile = file !== undefined;
  const line = format === "json" ? jsonLine : toFile ? textLine : plainLine;
  return {
    toFile,
    write(entry) {
      if (entry.level !== "debug" || debug) writeText(fd, line(entry, new Date()));
    },
  };
}

/** RFC 3339 without fractions, in UTC, as Go's time.RFC3339. */
function timestamp(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

export function jsonLine({ level, msg, details }: LogEntry, time: Date): string {
  return `${JSON.stringify({ level, msg, time: timestamp(time), ...details })}\n`;
}

export function textLine({ level, msg, details }: LogEntry, time: Date): string {
  const extra = Object.entries(details ?? {}).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}=${quote(value)}`],
  );
  return `time="${timestamp(time)}" level=${level} msg=${quote(msg)}${extra.join("")}\n`;
}

export function plainLine({ level, msg, details }: LogEntry): string {
  if (level === "error") return `caisson: ${msg}\n`;
  return `caisson: ${level}: ${msg}${describePlace({ message: msg, from: details?.from })}\n`;
}

/** Bare where logrus leaves it bare, quoted otherwise. */
function quote(text: string): string {
  return /^[A-Za-z0-9\-._/@^+]+$/.test(text) ? text : JSON.stringify(text);
}
