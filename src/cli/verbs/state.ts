import { state } from "../../lifecycle/state.ts";
import { positional } from "../arguments.ts";
import type { Verb } from "../invocation.ts";
import { printJson } from "../json.ts";

export const run: Verb = ({ runtime, args }) => printJson(state(runtime, positional(args, 0)), "indented");
