import { describe, expect, it } from "vitest";
import { CLEAN, outcome } from "../configs/change.ts";

describe("annotations", () => {
  it("refuses an empty key", () => {
    expect(outcome({ "/annotations": { "": "x" } }).problems).toEqual(["/annotations/ has an empty key"]);
  });

  it("accepts any other key, and an empty value", () => {
    expect(outcome({ "/annotations": { "org.example/~key": "" } })).toEqual(CLEAN);
  });

  it("refuses a value that is not text", () => {
    expect(outcome({ "/annotations": { "a/b": 1 } }).problems).toEqual(["/annotations/a~1b must be a string"]);
  });
});
