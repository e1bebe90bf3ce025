import { expect, it } from "vitest";
import { encodeJson } from "../../src/common/json.ts";

it("writes what JSON.stringify writes, and bigints to the last digit", () => {
  const plain = { a: [1, "x\n\u2028", null, true, {}], "b c": { d: 0.5 }, e: [] };
  expect(encodeJson(plain)).toBe(JSON.stringify(plain));
  expect(encodeJson({ limit: 18446744073709551615n, none: undefined })).toBe('{"limit":18446744073709551615}');
});
