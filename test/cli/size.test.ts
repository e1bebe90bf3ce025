import { describe, expect, it } from "vitest";
import { parseSize } from "../../src/cli/size.ts";

describe("parseSize", () => {
  it.each([
    ["1048576", 1048576],
    ["512m", 536870912],
    ["512M", 536870912],
    ["512mb", 536870912],
    ["512MiB", 536870912],
    ["2 GiB", 2147483648],
    ["1.5g", 1610612736],
    [".5k", 512],
    ["100b", 100],
    ["0", 0],
    ["-1", -1],
    ["9223372036854775807", 9223372036854775807n],
  ])("%s is %s bytes", (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  it.each(["", "m", "-2", "-1m", "1e3", "1q", "1 m b", "1mib2", "0x10", "1.2.3", "many"])("refuses %j", (text) => {
    expect(parseSize(text)).toBeUndefined();
  });
});
