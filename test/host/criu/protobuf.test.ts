import { describe, expect, it } from "vitest";
import { decode, encode, type Schema } from "../../../src/host/criu/protobuf.ts";

/** Field numbers and values of protobuf.dev's own examples. */
const SCHEMA: Schema = {
  number: [1, "int"],
  text: [2, "text"],
  inner: [3, { number: [1, "int"] }],
  list: [4, "text"],
  flag: [5, "bool"],
};

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

describe("protocol buffers", () => {
  it("are written as their specification shows", () => {
    expect(hex(encode(SCHEMA, { number: 150 }))).toBe("089601");
    expect(hex(encode(SCHEMA, { text: "testing" }))).toBe("120774657374696e67");
    expect(hex(encode(SCHEMA, { inner: { number: 150 } }))).toBe("1a03089601");
    expect(hex(encode(SCHEMA, { list: ["a", "b"], flag: true }))).toBe("2201612201622801");
    expect(hex(encode(SCHEMA, { flag: false, text: undefined }))).toBe("2800");
    expect(hex(encode(SCHEMA, { number: 0x4000_0000 }))).toBe("088080808004");
  });

  it("are read back", () => {
    const value = { number: 31_701, text: "net[4026531840]:extRootNetNS", inner: { number: 7 }, flag: true };
    expect(decode(SCHEMA, encode(SCHEMA, value))).toEqual(value);
  });

  it("may have fields that nobody asked for", () => {
    const more: Schema = { ...SCHEMA, other: [99, "text"], another: [98, "int"] };
    expect(decode(SCHEMA, encode(more, { number: 1, other: "x", another: 300 }))).toEqual({ number: 1 });
    // fixed64 and fixed32 as fields 97 and 96
    expect(decode(SCHEMA, Buffer.from("890600000000000000008506000000000801", "hex"))).toEqual({ number: 1 });
  });

  it("have negative numbers in ten bytes", () => {
    expect(decode(SCHEMA, Buffer.from("08ffffffffffffffffff01", "hex"))).toEqual({ number: -1 });
  });

  it.each(["08", "0896", "1207746573", "0b"])("are refused where they are cut off: %s", (text) => {
    expect(() => decode(SCHEMA, Buffer.from(text, "hex"))).toThrow();
  });
});
