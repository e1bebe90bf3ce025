import { describe, expect, it } from "vitest";
import { schemaFields } from "../../src/config/fields.ts";

const pointers = (status: string) =>
  schemaFields().flatMap((field) => (field.status === status ? [field.pointer] : []));

describe("the fields of the schemas", () => {
  it("are all leaves, each once", () => {
    const all = schemaFields().map((field) => field.pointer);
    expect(new Set(all).size).toBe(all.length);
    expect(all.filter((place) => all.some((other) => other.startsWith(`${place}/`)))).toEqual([]);
  });

  it("lead through references, lists and maps", () => {
    expect(pointers("supported")).toEqual(
      expect.arrayContaining([
        "/ociVersion",
        "/process/rlimits/*/soft",
        "/annotations/*",
        "/hooks/poststop/*/timeout",
        "/linux/seccomp/syscalls/*/args/*/valueTwo",
      ]),
    );
  });

  it("tell what has no effect", () => {
    expect(pointers("ignored")).toEqual(expect.arrayContaining(["/windows", "/linux/resources/memory/kernel"]));
  });
});
