/** Pressure stall information of a v2 cgroup (accounting/psi.rst). */
import { readText, toNumber } from "./files.ts";

interface Stall {
  /** Percent of the time. */
  readonly avg10: number;
  readonly avg60: number;
  readonly avg300: number;
  /** Microseconds. */
  readonly total: bigint;
}

export interface Pressure {
  readonly some: Stall;
  readonly full: Stall;
}

/** To be spread: no member where the kernel keeps no such account. */
export function readPressure(file: string): { readonly psi?: Pressure } {
  const text = readText(file);
  return text === undefined ? {} : { psi: toPressure(text) };
}

/** Lines of `some avg10=0.00 avg60=0.00 avg300=0.00 total=0`. */
export function toPressure(text: string): Pressure {
  const lines = text.split("\n").map((line) => line.split(" "));
  const stall = (kind: string): Stall => {
    const words = lines.find(([first]) => first === kind) ?? [];
    const value = (key: string): string =>
      words.find((word) => word.startsWith(`${key}=`))?.slice(key.length + 1) ?? "0";
    return {
      avg10: Number(value("avg10")),
      avg60: Number(value("avg60")),
      avg300: Number(value("avg300")),
      total: toNumber(value("total")),
    };
  };
  return { some: stall("some"), full: stall("full") };
}
