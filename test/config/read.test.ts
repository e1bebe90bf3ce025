import { describe, expect, it } from "vitest";
import { InexactNumber } from "../../src/config/numbers.ts";
import { read } from "../../src/config/read.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const parsed = (text: string) => read(bytes(text));

describe("read", () => {
  it("reads what JSON.parse reads", () => {
    const text = '{"a": [1, -2.5, "x\\n\\u00e9", true, null], "b": {}}';
    expect(parsed(text)).toEqual(JSON.parse(text));
  });

  it("keeps 64-bit integers", () => {
    const text = '{"max": 18446744073709551615, "min":-9223372036854775808,"list":[9007199254740993 ]}';
    expect(parsed(text)).toEqual({ max: 18446744073709551615n, min: -9223372036854775808n, list: [9007199254740993n] });
  });

  it("makes a long but safe integer a plain number", () => {
    expect(parsed('{"a": 1234567890123456}')).toEqual({ a: 1234567890123456 });
  });

  it("keeps integers that are written as something else apart", () => {
    expect(parsed('{"a":1e9,"b":1.0,"c":1.5}')).toEqual({
      a: new InexactNumber("1e9"),
      b: new InexactNumber("1.0"),
      c: 1.5,
    });
  });

  it("leaves digits in strings and keys alone", () => {
    const text = '{"a": "x, 12345678901234567890, \\", 1e9 ", "b, 12345678901234567890": 1, "c": 12345678901234567890}';
    expect(parsed(text)).toEqual({
      a: 'x, 12345678901234567890, ", 1e9 ',
      "b, 12345678901234567890": 1,
      c: 12345678901234567890n,
    });
  });

  it.each([
    ["a number as key", "{12345678901234567890: 1}"],
    ["a leading zero", '{"a": 01234567890123456789}'],
    ["letters after digits", '{"a": 12345678901234567890abc}'],
    ["a string after digits", '{"a": 12345678901234567890"b"}'],
    ["a bare fraction point", '{"a": 1.}'],
  ])("refuses %s", (_, text) => {
    expect(() => parsed(text)).toThrow("config.json is not JSON");
  });

  it("does not take a string of the file for a number", () => {
    expect(() => parsed('{"a": "\\udfff5", "b": 12345678901234567890}')).toThrow("not valid Unicode");
  });

  it("takes the last of duplicate keys, by both ways of parsing", () => {
    expect(parsed('{"a":1,"a":2}')).toEqual({ a: 2 });
    expect(parsed('{"a":12345678901234567890,"a":2}')).toEqual({ a: 2 });
    expect(parsed('{"a":2,"a":12345678901234567890}')).toEqual({ a: 12345678901234567890n });
  });

  it.each(['{"__proto__":{"x":1}}', '{"__proto__":{"x":12345678901234567890}}', '{"__proto__":12345678901234567890}'])(
    "lets %s do no harm",
    (text) => {
      const value = parsed(text) as object;
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
      expect(Object.keys(value)).toEqual(["__proto__"]);
      expect(({} as Record<string, unknown>).x).toBeUndefined();
    },
  );

  it("refuses a byte order mark", () => {
    expect(() => parsed("\ufeff{}")).toThrow("byte order mark");
  });

  it("refuses what is not UTF-8, with the line", () => {
    const text = new Uint8Array([...bytes('{\n"a": "'), 0xc3, 0x28, ...bytes('"}')]);
    expect(() => read(text)).toThrow("config.json is not UTF-8 in line 2");
  });

  it.each([
    ['{"a": 1}\nx', "line 2, column 1: something follows the end"],
    ['{\n  "a": 1,\n}', 'line 3, column 1: expected a key in double quotes, found "}"'],
    ['{"a" 1}', 'line 1, column 6: expected a colon, found "1"'],
    ["[1 2]", 'line 1, column 4: expected a comma or ], found "2"'],
    ['{"a": [', "line 1, column 8: the text ends too early"],
    ["", "line 1, column 1: the text ends too early"],
    ['{"a": // why\n1}', "line 1, column 7: comments are not part of JSON"],
    ['{"a": tru}', 'line 1, column 7: expected a value, found "t"'],
    ['{"a": "b', "line 1, column 7: this string does not end"],
    ['{"a": "b\nc"}', 'line 1, column 9: "\\n" must be escaped in a string'],
    ['{"a": "\\x"}', "line 1, column 8: an escape that JSON does not know"],
    ["{\"a\": 'b'}", 'line 1, column 7: expected a value, found "\'"'],
    ["{,}", 'line 1, column 2: expected a key in double quotes, found ","'],
  ])("says where %j is wrong", (text, message) => {
    expect(() => parsed(text)).toThrow(
      expect.objectContaining({ code: "CONFIG_READ", message: `config.json is not JSON in ${message}` }),
    );
  });

  it("survives deep nesting", () => {
    const deep = "[".repeat(1_000_000);
    expect(() => parsed(deep)).toThrow("the text ends too early");
    expect(parsed(`${deep}12345678901234567890, 1${"]".repeat(1_000_000)}`)).toBeInstanceOf(Array);
  });

  it("reads 20 MB of annotations in bounded time", () => {
    const value = `${"x".repeat(1000)}\\", 12345678901234567890, \\\\`;
    const annotations = Array.from({ length: 20_000 }, (_, index) => `"key${index}": "${value}"`).join(",");
    const before = performance.now();
    expect(parsed(`{"annotations": {${annotations}}, "limit": 12345678901234567890}`)).toMatchObject({
      limit: 12345678901234567890n,
    });
    expect(performance.now() - before).toBeLessThan(5000);
  });
});
