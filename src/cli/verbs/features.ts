import { features } from "../../lifecycle/features/features.ts";
import type { Verb } from "../invocation.ts";
import { printJson } from "../json.ts";

export const run: Verb = ({ runtime }) => printJson(features(runtime), "indented");
