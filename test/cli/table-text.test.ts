import { expect, it } from "vitest";
import { alignColumns } from "../../src/cli/table-text.ts";

it("aligns columns by their widest cell, without trailing blanks", () => {
  const text = alignColumns([
    ["ID", "STATUS"],
    ["a-long-id", "running"],
  ]);
  expect(text).toBe("ID          STATUS\na-long-id   running\n");
});
