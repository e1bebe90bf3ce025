import { SPEC_VERSION } from "../config/spec.ts";
import { checkId } from "../state/id.ts";
import type { StateRecord } from "../state/record.ts";
import { type Status, statusOf } from "../state/status.ts";
import { readRecord } from "../state/store.ts";
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
  checkId(id);
  const record = readRecord(rt.root, id);
  return record === undefined ? claimedOnly(id) : describe(record);
}

/** A create that has claimed the id and not said more: it is at its very start, or was killed there. */
export function claimedOnly(id: string): StateOutput {
  const unknown = { bundle: "", rootfs: "", created: "", owner: "" };
  return { ociVersion: SPEC_VERSION, id, pid: 0, status: "creating", ...unknown };
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
