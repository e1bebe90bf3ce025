/** Limits are changed all or none: where the kernel refuses one, those before it are set back. */
import { rmdirSync, writeFileSync } from "node:fs";
import type { HostStep } from "../../plan/steps.ts";
import { executeHostStep } from "../execute.ts";
import type { Session } from "../session.ts";
import { readText } from "../stats/files.ts";
import { previousValue } from "./previous.ts";
import { writeControl } from "./write.ts";

/** How to set back one change; the text says what stays where that fails. */
interface Return {
  readonly text: string;
  readonly run: () => void;
}

/** Throws what the first step that fails throws. What cannot be set back is warned of. */
export function changeLimits(steps: readonly HostStep[], session: Session): void {
  const returns: Return[] = [];
  for (const step of steps) {
    const back = returnOf(step, session);
    try {
      executeHostStep(step, session);
    } catch (error) {
      for (const each of returns.reverse()) setBack(each, session);
      throw error;
    }
    if (back !== undefined) returns.push(back);
  }
}

function setBack({ text, run }: Return, session: Session): void {
  try {
    run();
  } catch (error) {
    session.warn(`after a failed update ${text}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Undefined for what changes no limit. */
function returnOf(step: HostStep, session: Session): Return | undefined {
  switch (step.op) {
    case "cgroup.write":
      return returnOfWrite(step);
    case "resctrl.schemata":
      return returnOfSchemata(step);
    case "resctrl.create":
      return {
        text: `the resctrl group ${step.dir} stays`,
        run: () => {
          rmdirSync(step.dir);
          session.save({ resctrl: (session.record().resctrl ?? []).filter((dir) => dir !== step.dir) });
        },
      };
    default:
      return undefined;
  }
}

function returnOfWrite(step: Extract<HostStep, { op: "cgroup.write" }>): Return | undefined {
  for (const write of [step, ...(step.otherwise === undefined ? [] : [step.otherwise])]) {
    const file = `${step.dir}/${write.file}`;
    const content = readText(file);
    if (content === undefined) continue;
    const before = previousValue({ file: write.file, value: write.value, content });
    return { text: `${file} stays ${write.value}`, run: () => writeControl(file, before) };
  }
  return undefined;
}

/** The lines of the resources that are about to be changed. */
function returnOfSchemata({ dir, lines }: Extract<HostStep, { op: "resctrl.schemata" }>): Return | undefined {
  const names = lines.map((line) => line.slice(0, line.indexOf(":") + 1));
  const now = (readText(`${dir}/schemata`) ?? "").split("\n").map((line) => line.trim());
  const before = now.filter((line) => names.some((name) => line.startsWith(name)));
  if (before.length === 0) return undefined;
  const text = before.map((line) => `${line}\n`).join("");
  return { text: `${dir}/schemata stays ${lines.join(", ")}`, run: () => writeFileSync(`${dir}/schemata`, text) };
}
