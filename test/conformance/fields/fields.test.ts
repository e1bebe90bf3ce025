/**
 * Every field of config.json, and every mount option, is proven by a check that says so (`proves`,
 * conformance/harness/check.ts), but for those in unproven.txt. UPDATE_FIELD_TABLE=1 writes docs/fields.md anew.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { collectDeclarations } from "../declarations.ts";
import { provableFields } from "./fields.ts";
import { tableOf } from "./table.ts";

const declarations = await collectDeclarations();
const { plannedSkip } = await import("../../../conformance/skips.ts");
const fields = provableFields();
const known = new Set(fields.map((field) => field.pointer));
const proven = new Set(declarations.flatMap((declaration) => declaration.proves));
const supported = fields.map((field) => field.pointer);
const unproven = readFileSync(new URL("unproven.txt", import.meta.url), "utf8")
  .split("\n")
  .filter(Boolean);

describe("the proofs of fields", () => {
  it("are found without a run", () => {
    expect(declarations.length).toBeGreaterThan(300);
    expect(new Set(declarations.map(({ check }) => check)).size).toBe(declarations.length);
  });

  it("name leaves of the schemas and mount options, and nothing else", () => {
    const named = declarations.flatMap(({ check, proves, refuses }) =>
      [...proves, ...refuses].map((pointer) => ({ check, pointer })),
    );
    expect(named.filter(({ pointer }) => !known.has(pointer))).toEqual([]);
  });

  it("are there for every field that is supported and every mount option: each wants a check with `proves`", () => {
    expect(supported.filter((pointer) => !proven.has(pointer) && !unproven.includes(pointer))).toEqual([]);
  });

  it("are not there for those in unproven.txt: lines of a proven or vanished field are to be deleted", () => {
    expect(unproven.filter((pointer) => proven.has(pointer) || !supported.includes(pointer))).toEqual([]);
  });

  it("stand in docs/fields.md: UPDATE_FIELD_TABLE=1 npx vitest run test/conformance/fields", () => {
    const document = new URL("../../../docs/fields.md", import.meta.url);
    const table = tableOf(fields, declarations, plannedSkip);
    if (process.env.UPDATE_FIELD_TABLE === "1") {
      mkdirSync(new URL(".", document), { recursive: true });
      writeFileSync(document, table);
    }
    expect(readFileSync(document, "utf8")).toBe(table);
  });
});
