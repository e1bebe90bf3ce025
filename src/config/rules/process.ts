import { pointer } from "../../common/pointer.ts";
import { describeValue } from "../problem.ts";
import { type Draft, each, type Findings, isPruned } from "./draft.ts";

/** config.md "Process": a program to execute, an absolute cwd, an environment of name and value. */
export function checkProcess({ process }: Draft, findings: Findings): void {
  if (process === undefined) return;
  const { problems } = findings;
  const { args, cwd, env } = process;
  if ((args === undefined || args.length === 0) && !isPruned(findings, "/process/args")) {
    problems.push({
      pointer: "/process/args",
      message: "names no program to execute",
      allowed: "one argument or more",
    });
  } else if (args?.[0] === "") {
    problems.push({ pointer: "/process/args/0", message: "names no program to execute", found: '""' });
  }
  if (cwd !== undefined && !cwd.startsWith("/")) {
    problems.push({ pointer: "/process/cwd", message: "is not an absolute path", found: describeValue(cwd) });
  }
  each(env, (variable, index) => {
    // POSIX leaves a variable without name or value undefined; the peers refuse both
    if (variable.indexOf("=") > 0) return;
    const found = describeValue(variable);
    problems.push({
      pointer: pointer("/process/env", index),
      message: "is not a variable",
      found,
      allowed: "NAME=value",
    });
  });
}
