/** Whose cgroup a directory is. Loaded with create, but asked only where the directory is there already. */
import { listIds, readRecord } from "../../state/store.ts";
import type { Claimant } from "./claim.ts";

/** Another container under the same root whose record names the directory, or one below it: its delete removes that. */
export function otherOwner(dir: string, { root, id }: Claimant): string | undefined {
  return listIds(root).find((other) => {
    return other !== id && cgroupsOf(root, other).some((own) => own === dir || own.startsWith(`${dir}/`));
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
