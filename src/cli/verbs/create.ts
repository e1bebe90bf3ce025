import { create } from "../../lifecycle/create.ts";
import { createOptions } from "../create-options.ts";
import type { Verb } from "../invocation.ts";

export const run: Verb = ({ runtime, args }) => {
  create(runtime, createOptions(args));
  return 0;
};
