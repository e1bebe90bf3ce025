import type { ContainerPlan } from "../plan/steps.ts";
import { prepare } from "./prepare.ts";
import type { CreateOptions, Runtime } from "./runtime.ts";

/** The plan of a bundle on this host; nothing is changed, and no privilege is needed. */
export function planBundle(rt: Runtime, options: CreateOptions & { readonly detached: boolean }): ContainerPlan {
  return prepare(rt, options).plan;
}
