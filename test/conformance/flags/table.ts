/** docs/flags.md: every flag, and what proves it. */
import type { Declaration } from "../declarations.ts";
import type { KnownFlag } from "./known.ts";

const HEAD = `# Flags

Every flag of runc 1.4, the hidden ones too, and those that only caisson has, with the checks of conformance/suites that
fail without it. Written by test/conformance/flags/flags.test.ts (\`UPDATE_FLAG_TABLE=1\`), from what the checks declare;
flags that no check proves yet stand in test/conformance/flags/unproven.txt.

| flag | short | runc | caisson | proven by |
|---|---|---|---|---|
`;

export function tableOf(flags: readonly KnownFlag[], declarations: readonly Declaration[]): string {
  const rows = flags.map(({ name, short, runc, ours }) => {
    const proving = declarations.filter((declaration) => declaration.flags.includes(name));
    const checks = proving.map(({ check }) => check.replaceAll("|", "\\|")).join("<br>");
    return `| \`${name}\` | ${short === "" ? "" : `\`${short}\``} | ${mark(runc)} | ${mark(ours)} | ${checks} |\n`;
  });
  return HEAD + rows.join("");
}

function mark(has: boolean): string {
  return has ? "✔" : "";
}
