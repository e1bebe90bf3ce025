import type { HostStep } from "../../plan/steps.ts";
import { hasCode } from "../../state/store.ts";
import type { Session } from "../session.ts";

/** Nothing is mounted there where create ended before, or where this is another mount namespace than create ran in. */
export function detachRootfs({ path }: Extract<HostStep, { op: "rootfs.detach" }>, { addon }: Session): void {
  try {
    addon.detachMount(path);
  } catch (error) {
    if (!hasCode(error, "EINVAL") && !hasCode(error, "ENOENT")) throw error;
  }
}
