/** linux.resources.pids */
import { type Limit, type LimitContext, limitAt, placeOf } from "./limit.ts";

export const handles: readonly string[] = ["/linux/resources/pids"];

const FROM = "/linux/resources/pids/limit";

/** Below zero is no limit. 0 admits init alone, as 1 does, which is what the field writes for it. */
export function pidsLimits(context: LimitContext): Limit[] {
  const limit = context.spec.resources.pids?.limit;
  if (limit === undefined) return [];
  const value = BigInt(limit) < 0n ? "max" : BigInt(limit) === 0n ? "1" : String(limit);
  return [limitAt(placeOf(context, "pids", FROM), { file: "pids.max", value, from: FROM })];
}
