/** Whose cgroup a directory is. Loaded with create, but asked only where another may have had it. */
import { listIds, readRecord, recordMentions } from "../../state/store.ts";
import type { Claimant } from "./claim.ts";

/** Another container under the same root whose record names the directory, or one below it: its delete removes that. */
export function otherOwner(dir: string, { root, id }: Claimant): string | undefined {
  return listIds(root).find((other) => {
    // nearly all are of others: those need not be understood
    if (other === id || !recordMentions(root, other, dir)) return false;
    return cgroupsOf(root, other).some((own) => own === dir || own.startsWith(`${dir}/`));
  });
}

/** Of a record that cannot be read, or has gone meanwhile, delete will remove none either. */
function cgroupsOf(root: string, id: string): readonly string[] {
  try {
    return readRecord(root, id)?.cgroups ?? [];
  } catch {
    return [];
  }
}
