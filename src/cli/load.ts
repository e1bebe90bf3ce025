/** The verbs, each in a chunk of its own that is read only when it is called. */
import type { Verb } from "./invocation.ts";

export const VERBS: Readonly<Record<string, () => Promise<{ readonly run: Verb }>>> = {
  create: () => import("./verbs/create.ts"),
  start: () => import("./verbs/start.ts"),
  state: () => import("./verbs/state.ts"),
  kill: () => import("./verbs/kill.ts"),
  delete: () => import("./verbs/delete.ts"),
  run: () => import("./verbs/run.ts"),
  exec: () => import("./verbs/exec.ts"),
  list: () => import("./verbs/list.ts"),
  pause: () => import("./verbs/pause.ts"),
  resume: () => import("./verbs/resume.ts"),
  ps: () => import("./verbs/ps.ts"),
  events: () => import("./verbs/events.ts"),
  update: () => import("./verbs/update.ts"),
  checkpoint: () => import("./verbs/checkpoint.ts"),
  restore: () => import("./verbs/restore.ts"),
  spec: () => import("./verbs/spec.ts"),
  features: () => import("./verbs/features.ts"),
  validate: () => import("./verbs/validate.ts"),
  plan: () => import("./verbs/plan.ts"),
};
