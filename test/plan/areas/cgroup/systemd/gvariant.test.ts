import { describe, expect, it } from "vitest";
import { readVariant } from "../../../../../src/plan/areas/cgroup/systemd/gvariant.ts";

/** Signature and value, as JSON. */
function read(text: string): string | undefined {
  const variant = readVariant(text);
  return variant === undefined ? undefined : `${variant.signature} ${JSON.stringify(variant.value)}`;
}

describe("readVariant", () => {
  it.each([
    ["true", "b true"],
    [" false ", "b false"],
    ["5", "i 5"],
    ["-5", "i -5"],
    ["0x10", "i 16"],
    ["010", "i 8"],
    ["1.5", "d 1.5"],
    ["1e3", "d 1000"],
    ["byte 255", "y 255"],
    ["int16 -32768", "n -32768"],
    ["uint32 4294967295", "u 4294967295"],
    ["uint64 18446744073709551615", 't "18446744073709551615"'],
    ["int64 -9223372036854775808", 'x "-9223372036854775808"'],
    ["@t 7", 't "7"'],
    ["double 2", "d 2"],
    ["'text'", 's "text"'],
    ['"it\'s"', 's "it\'s"'],
    ["'a\\'b\\n\\u00e9'", 's "a\'b\\né"'],
    ["objectpath '/a/b'", 'o "/a/b"'],
    ["signature 'a{sv}'", 'g "a{sv}"'],
    ["['a', 'b']", 'as ["a","b"]'],
    ["@as []", "as []"],
    ["[1, uint32 2]", "au [1,2]"],
    ["@au [1, 2]", "au [1,2]"],
    ["[[1], [uint64 2]]", 'aat [["1"],["2"]]'],
    ["[('/dev/sda', uint64 5)]", 'a(st) [["/dev/sda","5"]]'],
    ["('a', true)", '(sb) ["a",true]'],
    ["(5,)", "(i) [5]"],
    ["<'a'>", 'v {"signature":"s","value":"a"}'],
    ["{'k': <uint64 5>}", 'a{sv} [["k",{"signature":"t","value":"5"}]]'],
    ["@a{sv} {}", "a{sv} []"],
    ["b'ab\\377'", "ay [97,98,255,0]"],
  ])("%s is %s", (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    "",
    "text",
    "'open",
    "'a' 'b'",
    "[]",
    "[1, 'a']",
    "uint64 -1",
    "byte 256",
    "2147483648",
    "08",
    "uint64 1.5",
    "uint64 'a'",
    "int32 int64 5",
    "@zz 5",
    "@a 5",
    "@a{vs} {}",
    "@() ()",
    "()",
    "just 5",
    "nothing",
    "handle 5",
    "toString 5",
    "objectpath 'a'",
    "signature 'z'",
    "'\\u0000'",
    "'\\ud800'",
    "[1",
    "[1,]",
    "{'a' 1}",
    "<5",
    "1e999",
  ])("refuses %s", (text) => {
    expect(read(text)).toBeUndefined();
  });

  it("refuses what is deeper or longer than D-Bus allows", () => {
    const texts = ["[".repeat(10_000), "@".repeat(100), `@${"a".repeat(5000)}s []`, `@${"a".repeat(33)}s []`];
    expect([...texts, `@(${"s".repeat(300)}) ()`].map((text) => read(text) === undefined)).not.toContain(false);
    expect(read(`@${"a".repeat(32)}s []`)?.length).toBeGreaterThan(0);
  });
});
