import { encodeJson } from "../../common/json.ts";
import { writeText } from "../../common/output.ts";
import { type Event, statistics, watch } from "../../lifecycle/events.ts";
import { isSet, positional, textFlag } from "../arguments.ts";
import { parseDuration } from "../duration.ts";
import type { Verb } from "../invocation.ts";

const STDOUT = 1;

export const run: Verb = ({ runtime, args }) => {
  const id = positional(args, 0);
  const interval = parseDuration("interval", textFlag(args, "interval") ?? "5s");
  if (isSet(args, "stats")) print(statistics(runtime, id));
  else watch(runtime, id, { interval, emit: print, output: STDOUT });
  return 0;
};

function print(event: Event): void {
  writeText(STDOUT, `${encodeJson(event)}\n`);
}
