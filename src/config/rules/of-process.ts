/** The rules that look at the process. Where it stands alone, as exec gets one, what else they look at is missing. */
import { checkAffinity } from "./affinity.ts";
import { checkCapabilities } from "./capabilities.ts";
import type { Rule } from "./draft.ts";
import { checkProcess } from "./process.ts";
import { checkRlimits } from "./rlimits.ts";
import { checkScheduler } from "./scheduler.ts";

export const PROCESS_RULES: readonly Rule[] = [
  checkProcess,
  checkCapabilities,
  checkRlimits,
  checkScheduler,
  checkAffinity,
];
