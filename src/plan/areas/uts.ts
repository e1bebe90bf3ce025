/** hostname and domainname, in the container's UTS namespace. */
import type { PlanContext } from "../context.ts";
import type { InitStep } from "../steps.ts";

export const handles: readonly string[] = ["/hostname", "/domainname"];

export function hostNames({ spec }: PlanContext): InitStep[] {
  const steps: InitStep[] = [];
  if (spec.hostname) steps.push({ at: "init", op: "hostname.set", from: "/hostname", name: spec.hostname });
  if (spec.domainname) steps.push({ at: "init", op: "domainname.set", from: "/domainname", name: spec.domainname });
  return steps;
}
