import { describe, expect, it } from "vitest";
import { numberList } from "../../src/config/number-list.ts";

describe("number lists", () => {
  it.each<[string, number[]]>([
    ["", []],
    [" , ", []],
    ["0", [0]],
    ["7,0-3", [0, 1, 2, 3, 7]],
    [" , 1 , 3 , 5-7, ", [1, 3, 5, 6, 7]],
    ["1-1,1", [1]],
    ["1023", [1023]],
  ])("reads %j", (text, numbers) => {
    expect(numberList(text)).toEqual(numbers);
  });

  it.each(["-", "1-", "-3", "54-53", "1 - 2", "1-2-3", "1024", "0-1024", "0-99999999999", "x", "1;2", "0x1", "1.0"])(
    "refuses %j",
    (text) => {
      expect(numberList(text)).toBeUndefined();
    },
  );
});
