/**
 * Every field of config.json that this version supports is turned into steps by exactly one file, and ARCHITECTURE.md
 * shows which. UPDATE_FIELD_MAP=1 writes the table there anew.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { schemaFields } from "../../src/config/fields.ts";

const ROOT = new URL("../../", import.meta.url);
const AREAS = new URL("src/plan/areas/", ROOT);
const DOCUMENT = new URL("ARCHITECTURE.md", ROOT);
const BEGIN = "<!-- field map: written by test/plan/field-map.test.ts -->\n";
const END = "<!-- end of the field map -->";

interface Area {
  readonly file: string;
  readonly handles: readonly string[];
}

async function areas(): Promise<Area[]> {
  const files = readdirSync(AREAS, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const loaded = await Promise.all(
    files.sort().map(async (file): Promise<Area> => {
      const module: { handles?: readonly string[] } = await import(new URL(file, AREAS).href);
      return { file: `src/plan/areas/${file}`, handles: module.handles ?? [] };
    }),
  );
  return loaded.filter((area) => area.handles.length > 0);
}

function covers(prefix: string, pointer: string): boolean {
  return pointer === prefix || pointer.startsWith(`${prefix}/`);
}

const all = await areas();
const fields = schemaFields();
const supported = fields.filter((field) => field.status === "supported").map((field) => field.pointer);

describe("the field map", () => {
  it("knows a good number of fields", () => {
    expect(supported.length).toBeGreaterThan(80);
  });

  it.each(supported)("%s is handled by exactly one file", (pointer) => {
    const files = all.filter((area) => area.handles.some((prefix) => covers(prefix, pointer)));
    expect(files.map((area) => area.file)).toHaveLength(1);
  });

  it("claims nothing that the schema does not have, or does not support", () => {
    for (const prefix of all.flatMap((area) => area.handles)) {
      expect(
        supported.filter((pointer) => covers(prefix, pointer)),
        prefix,
      ).not.toEqual([]);
    }
  });

  it("stands in ARCHITECTURE.md", () => {
    const document = readFileSync(DOCUMENT, "utf8");
    const start = document.indexOf(BEGIN) + BEGIN.length;
    const end = document.indexOf(END);
    const rows = all.map(
      ({ file, handles }) => `| ${handles.map((prefix) => `\`${prefix}\``).join(", ")} | ${file} |\n`,
    );
    const table = `\n| config.json | file |\n|---|---|\n${rows.join("")}\n`;
    if (process.env.UPDATE_FIELD_MAP === "1") {
      writeFileSync(DOCUMENT, document.slice(0, start) + table + document.slice(end));
      return;
    }
    expect(document.slice(start, end)).toBe(table);
  });
});
