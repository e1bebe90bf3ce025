/** What the checks declare that they prove, read without running them: the harness's `suite` is a collector here. */
import { readdirSync } from "node:fs";
import { dirname } from "node:path";
import { vi } from "vitest";
import type { Check, Proof } from "../../conformance/harness/check.ts";

const CONFORMANCE = new URL("../../conformance/", import.meta.url);

export interface Declaration {
  /** Full name, `<suite>: <name>`. */
  readonly check: string;
  /** Folder of conformance/suites that it lies in. */
  readonly suite: string;
  readonly proves: readonly string[];
  readonly refuses: readonly string[];
  readonly flags: readonly string[];
}

/** Of every check there is, in the order of the files. */
export async function collectDeclarations(): Promise<Declaration[]> {
  const found: Declaration[] = [];
  let folder = "";
  vi.stubEnv("CONFORMANCE_RUNTIME", "/bin/true");
  vi.stubEnv("CONFORMANCE_PROBE", "/bin/true");
  vi.stubEnv("CONFORMANCE_WORK", "/nonexistent");
  vi.doMock(new URL("harness/check.ts", CONFORMANCE).pathname, () => ({
    suite: (title: string, declare: (check: Check) => void) =>
      declare((name: string, ...rest: readonly unknown[]) => {
        const proof: Proof = rest.length === 1 ? {} : (rest[0] as Proof);
        found.push({
          check: `${title}: ${name}`,
          suite: folder,
          proves: proof.proves ?? [],
          refuses: proof.refuses ?? [],
          flags: proof.flags ?? [],
        });
      }),
  }));
  const suites = new URL("suites/", CONFORMANCE);
  const files = readdirSync(suites, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".check.ts"));
  // one after the other: the order is the table's
  for (const file of files.sort()) {
    folder = dirname(file);
    await import(new URL(file, suites).href);
  }
  return found;
}
