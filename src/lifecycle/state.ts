import type { StateRecord } from "../state/record.ts";
import { type Status, statusOf } from "../state/status.ts";
import { recordOf } from "./record-of.ts";
import type { Runtime } from "./runtime.ts";

/** runtime-spec runtime.md "State", and what runc adds to it. */
export interface StateOutput {
  readonly ociVersion: string;
  readonly id: string;
  /** 0 when stopped. */
  readonly pid: number;
  readonly status: Status;
  readonly bundle: string;
  readonly rootfs: string;
  /** RFC 3339. */
  readonly created: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly owner: string;
}

export function state(rt: Runtime, id: string): StateOutput {
  return describe(recordOf(rt, id));
}

export function describe(record: StateRecord): StateOutput {
  const { ociVersion, id, pid, bundle, rootfs, created, annotations, owner } = record;
  const status = statusOf(record);
  return {
    ociVersion,
    id,
    pid: status === "stopped" ? 0 : pid,
    status,
    bundle,
    rootfs,
    created,
    ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
    owner,
  };
}
