import { pointer } from "../../common/pointer.ts";
import { describeValue } from "../problem.ts";
import type { Process } from "../spec.ts";
import { type Draft, each, type Findings, isPruned, type Tolerant } from "./draft.ts";
import { checkLength } from "./length.ts";

/** struct winsize of ioctl_tty(2) has 16 bits for each. */
const LARGEST_WINDOW = 65535;

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
  checkLength(cwd, findings, "/process/cwd");
  checkLength(args?.[0], findings, "/process/args", 0);
  checkConsoleSize(process, findings);
  checkGroups(process, findings);
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

/** NGROUPS_MAX of linux/limits.h; setgroups(2) refuses more. */
const MOST_GROUPS = 65_536;

function checkGroups({ user }: Tolerant<Process>, { problems }: Findings): void {
  const count = user?.additionalGids?.length ?? 0;
  if (count <= MOST_GROUPS) return;
  const allowed = `at most ${MOST_GROUPS}`;
  problems.push({
    pointer: "/process/user/additionalGids",
    message: "has too many groups",
    found: `${count}`,
    allowed,
  });
}

/** The size is to be ignored without a terminal, whatever it is. */
function checkConsoleSize({ terminal, consoleSize }: Tolerant<Process>, { problems }: Findings): void {
  if (terminal !== true || consoleSize === undefined) return;
  for (const side of ["height", "width"] as const) {
    const value = consoleSize[side];
    if (value === undefined || value <= LARGEST_WINDOW) continue;
    const place = pointer("/process/consoleSize", side);
    problems.push({
      pointer: place,
      message: "is too large",
      found: String(value),
      allowed: `at most ${LARGEST_WINDOW}`,
    });
  }
}
