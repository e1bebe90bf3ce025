import { describe, expect, it } from "vitest";
import { lookup, pointer, tokens } from "../../src/common/pointer.ts";

describe("pointer", () => {
  it("escapes what has a meaning in pointers", () => {
    expect(pointer("/annotations", "a/b~c", 3)).toBe("/annotations/a~1b~0c/3");
  });

  it("is undone by tokens", () => {
    expect(tokens("/annotations/a~1b~0c/3")).toEqual(["annotations", "a/b~c", "3"]);
    expect(tokens("/~01")).toEqual(["~1"]);
    expect(tokens("")).toEqual([]);
  });

  it("finds values, and only own ones", () => {
    const document = { list: [{ "a/b": 7 }] };
    expect(lookup(document, "/list/0/a~1b")).toBe(7);
    expect(lookup(document, "")).toBe(document);
    expect(lookup(document, "/list/1")).toBeUndefined();
    expect(lookup(document, "/constructor")).toBeUndefined();
  });
});
