import { writeText } from "../../common/output.ts";
import { type ListEntry, list } from "../../lifecycle/list.ts";
import { isSet, textFlag } from "../arguments.ts";
import type { Verb } from "../invocation.ts";
import { printJson } from "../json.ts";
import { alignColumns } from "../table-text.ts";

const STDOUT = 1;
const HEADINGS = ["ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER"];

export const run: Verb = ({ runtime, args }) => {
  const entries = list(runtime);
  if (isSet(args, "quiet")) {
    writeText(STDOUT, entries.map((entry) => `${entry.id}\n`).join(""));
    return 0;
  }
  if (textFlag(args, "format") === "json") return printJson(entries, "one line");
  writeText(STDOUT, alignColumns([HEADINGS, ...entries.map(row)]));
  return 0;
};

function row({ id, pid, status, bundle, created, owner }: ListEntry): string[] {
  return [id, String(pid), status, bundle, created, owner];
}
