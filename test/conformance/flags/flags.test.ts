/**
 * Every flag of runc, and every flag of the command table, is proven by a check that says so (`flags`,
 * conformance/harness/check.ts), but for those in unproven.txt. UPDATE_FLAG_TABLE=1 writes docs/flags.md anew.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { collectDeclarations } from "../declarations.ts";
import { knownFlags, otherShortForms } from "./known.ts";
import { tableOf } from "./table.ts";

const declarations = await collectDeclarations();
const flags = knownFlags();
const known = new Set(flags.map(({ name }) => name));
const proven = new Set(declarations.flatMap((declaration) => declaration.flags));
const unproven = readFileSync(new URL("unproven.txt", import.meta.url), "utf8")
  .split("\n")
  .filter(Boolean);

describe("the proofs of flags", () => {
  it("name flags that there are", () => {
    expect([...proven].filter((name) => !known.has(name))).toEqual([]);
  });

  it("are there for every flag: each wants a check with `flags`", () => {
    expect(flags.filter(({ name }) => !proven.has(name) && !unproven.includes(name))).toEqual([]);
  });

  it("are not there for those in unproven.txt: lines of a proven or vanished flag are to be deleted", () => {
    expect(unproven.filter((name) => proven.has(name) || !known.has(name))).toEqual([]);
  });

  it("are of flags that this runtime has", () => {
    expect(flags.filter(({ name, ours }) => proven.has(name) && !ours)).toEqual([]);
  });

  it("stand in docs/flags.md: UPDATE_FLAG_TABLE=1 npx vitest run test/conformance/flags", () => {
    const document = new URL("../../../docs/flags.md", import.meta.url);
    const table = tableOf(flags, declarations);
    if (process.env.UPDATE_FLAG_TABLE === "1") writeFileSync(document, table);
    expect(readFileSync(document, "utf8")).toBe(table);
  });
});

describe("the flags that runc has too", () => {
  it("have the same short forms", () => {
    expect(otherShortForms()).toEqual([]);
  });
});
