/**
 * caisson as a library: the verbs of the command line as functions.
 *
 * Nothing is written to standard output, the process that imports this is never replaced, forked or left with signal
 * handlers, and every failure is a RuntimeError with code, place, system call, errno and hint.
 */
export { ERROR_CODES, type ErrorCode, RuntimeError } from "../common/errors.ts";
export type { Problem } from "../config/problem.ts";
export type { Process, Resources, Spec } from "../config/spec.ts";
export type { BundleReport } from "../lifecycle/bundle.ts";
export type { Features } from "../lifecycle/features/features.ts";
export type { ListEntry } from "../lifecycle/list.ts";
export type { StateOutput } from "../lifecycle/state.ts";
export type { ContainerPlan, HostStep, InitStep, PlanWarning, Step } from "../plan/steps.ts";
export type { Status } from "../state/status.ts";
// `import { remove }` or `import * as caisson`, then `caisson.delete`: the verb is a reserved word
export { checkpoint, restore } from "./checkpoint.ts";
export { create, kill, remove, remove as delete, run, start } from "./lifecycle.ts";
export { features, list, plan, ps, spec, state, stats, validate } from "./look.ts";
export type {
  ActOptions,
  CheckpointOptions,
  CreateOptions,
  DeleteOptions,
  EventsOptions,
  ExecOptions,
  KillOptions,
  Options,
  PlanOptions,
  ProcessOptions,
  RestoreOptions,
  RunOptions,
  StartOptions,
  Stdio,
  UpdateOptions,
  Warning,
} from "./options.ts";
export { events, exec, pause, resume, update } from "./running.ts";
export type { Event, Statistics } from "./statistics.ts";
