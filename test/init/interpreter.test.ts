import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { answersFor, buildDriver, cannotBuild } from "./native-program.ts";
import { mutate, randomNumbers } from "./random.ts";

/** An ELF header and one program header that names the interpreter `path`. */
function elf(path: string, { offset = 120, size = path.length + 1, count = 1 } = {}): Buffer {
  const file = Buffer.alloc(120 + path.length + 1);
  file.write("\x7fELF\x02\x01", 0, "latin1");
  file.writeBigUInt64LE(64n, 32); // e_phoff
  file.writeUInt16LE(56, 54); // e_phentsize
  file.writeUInt16LE(count, 56); // e_phnum
  file.writeUInt32LE(3, 64); // PT_INTERP
  file.writeBigUInt64LE(BigInt(offset), 72);
  file.writeBigUInt64LE(BigInt(size), 96);
  file.write(path, 120);
  return file;
}

describe.skipIf(cannotBuild)("the interpreter of a program", () => {
  let driver = "";
  beforeAll(() => {
    driver = buildDriver("interpreter", ["addon/init/interpreter.cc"]);
  }, 120_000);

  it.each([
    ["a script", Buffer.from("#!/bin/sh\necho"), "/bin/sh"],
    ["a script with spaces and an argument", Buffer.from("#! \t/usr/bin/env -S x\n"), "/usr/bin/env"],
    ["a script without end", Buffer.from("#!/bin/x"), "/bin/x"],
    ["a script without interpreter", Buffer.from("#!\n"), ""],
    ["an ELF file", elf("/lib/ld.so"), "/lib/ld.so"],
    ["an ELF file whose path has no end", elf("/lib/ld.so", { size: 5 }), ""],
    ["an ELF file that points beyond its end", elf("/lib/ld.so", { offset: 5000 }), ""],
    ["an ELF file with a path of 4 GiB", elf("/lib/ld.so", { size: 2 ** 32 }), ""],
    ["an ELF file that promises more headers", elf("/lib/ld.so", { count: 0xffff }), "/lib/ld.so"],
    ["text", Buffer.from("hello"), ""],
    ["an empty file", Buffer.alloc(0), ""],
  ])("is found for %s", (_name, program, expected) => {
    expect(answersFor(driver, [program])).toEqual([expected]);
  });

  it("is found for a real program", () => {
    expect(answersFor(driver, [readFileSync("/bin/ls")])[0]).toMatch(/^\/lib.*ld.*\.so/);
  });

  it("survives 5,000 mutations", () => {
    const random = randomNumbers(0xe1f);
    const programs = Array.from({ length: 5000 }, () => mutate(elf("/lib/ld.so"), random));
    expect(() => answersFor(driver, programs)).not.toThrow();
  }, 60_000);
});
