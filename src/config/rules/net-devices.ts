import { pointer } from "../../common/pointer.ts";
import { byteLength } from "../byte-length.ts";
import { describeValue, type Problem } from "../problem.ts";
import type { Draft, Findings } from "./draft.ts";
import { hasNamespace } from "./namespaces.ts";

const AT = "/linux/netDevices";
/** IFNAMSIZ of linux/if.h without the NUL, in bytes. */
const LONGEST = 15;

/** config-linux.md "Network Devices": names as the kernel takes them, each once, and a namespace to move them to. */
export function checkNetDevices(spec: Draft, findings: Findings): void {
  const { netDevices } = spec.linux ?? {};
  if (netDevices === undefined) return;
  const { problems } = findings;
  const names = Object.keys(netDevices);
  if (names.length > 0 && !hasNamespace(spec, findings, "network")) {
    problems.push({ pointer: AT, message: "needs a network namespace, and /linux/namespaces has none" });
  }
  const taken = new Map<string, string>();
  for (const name of names) {
    const place = pointer(AT, name);
    report(place, name, "host", problems);
    const newName = netDevices[name]?.name || name;
    if (newName !== name) report(pointer(place, "name"), newName, "container", problems);
    const other = newName.includes("%d") ? undefined : taken.get(newName);
    if (other !== undefined) {
      problems.push({ pointer: place, message: `becomes ${newName}, and so does ${describeValue(other)}` });
    }
    taken.set(newName, name);
  }
}

function report(place: string, name: string, where: "host" | "container", problems: Problem[]): void {
  const message = wrongName(name, where);
  if (message !== undefined) problems.push({ pointer: place, message, found: describeValue(name) });
}

/** dev_valid_name and dev_prep_valid_name of net/core/dev.c. */
function wrongName(name: string, where: "host" | "container"): string | undefined {
  if (name === "" || name === "." || name === "..") return "is not the name of a network device";
  if (byteLength(name) > LONGEST) return `is too long for the name of a network device: at most ${LONGEST} bytes`;
  for (const char of name) {
    if (char === "/" || char === ":" || isSpace(char))
      return "has a character that no name of a network device may have";
  }
  const percent = name.indexOf("%");
  if (percent < 0 || (where === "container" && name[percent + 1] === "d" && percent === name.lastIndexOf("%")))
    return undefined;
  return "has a % that is not part of the one %d of a template";
}

/** isspace() of the kernel: these, and the non-breaking space of Latin-1, whose byte UTF-8 may contain but not alone. */
function isSpace(char: string): boolean {
  return char === " " || (char >= "\t" && char <= "\r");
}
