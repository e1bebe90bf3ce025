import { pointer } from "../../common/pointer.ts";
import { describeValue } from "../problem.ts";
import { type Draft, each, type Findings } from "./draft.ts";

const AT = "/linux/intelRdt";
/** Directories that every group has, and that are none themselves. */
const RESERVED: readonly string[] = [".", "..", "info", "mon_data", "mon_groups"];

/** config-linux.md "IntelRdt": a class of service by its name, and lines that are one line each. */
export function checkIntelRdt({ linux }: Draft, findings: Findings): void {
  const { intelRdt } = linux ?? {};
  if (intelRdt === undefined) return;
  const { closID, l3CacheSchema, memBwSchema, schemata } = intelRdt;
  if (closID !== undefined && closID !== "/" && !isDirectoryName(closID)) {
    findings.problems.push({
      pointer: `${AT}/closID`,
      message: "is not the name of a class of service",
      found: describeValue(closID),
      allowed: "a directory's name, or / for the default class",
    });
  }
  if (l3CacheSchema && !l3CacheSchema.startsWith("L3:")) {
    const found = describeValue(l3CacheSchema);
    findings.warnings.push({ pointer: `${AT}/l3CacheSchema`, message: "should start with L3:", found });
  }
  if (memBwSchema && !memBwSchema.startsWith("MB:")) {
    const found = describeValue(memBwSchema);
    findings.problems.push({ pointer: `${AT}/memBwSchema`, message: "must start with MB:", found });
  }
  checkLine(l3CacheSchema, `${AT}/l3CacheSchema`, findings);
  checkLine(memBwSchema, `${AT}/memBwSchema`, findings);
  each(schemata, (line, index) => checkLine(line, pointer(`${AT}/schemata`, index), findings));
}

function isDirectoryName(name: string): boolean {
  return name === "" || !(name.includes("/") || name.includes("\n") || RESERVED.includes(name));
}

function checkLine(line: string | undefined, place: string, { problems }: Findings): void {
  if (!line?.includes("\n")) return;
  problems.push({ pointer: place, message: "is more than one line", found: describeValue(line) });
}
