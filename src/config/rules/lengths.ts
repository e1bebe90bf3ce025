import { HOOK_EVENTS } from "../hook-events.ts";
import { type Draft, each, type Findings } from "./draft.ts";
import { checkLength } from "./length.ts";

/** Said before anything is made: in the midst of it, directories on the way to such a path would be there already. */
export function checkLengths(spec: Draft, findings: Findings): void {
  const { root, mounts, hooks, linux } = spec;
  checkLength(root?.path, findings, "/root/path");
  each(mounts, (mount, index) => {
    checkLength(mount.destination, findings, "/mounts", index, "destination");
    checkLength(mount.source, findings, "/mounts", index, "source");
  });
  for (const event of HOOK_EVENTS) {
    each(hooks?.[event], ({ path }, index) => checkLength(path, findings, "/hooks", event, index, "path"));
  }
  each(linux?.namespaces, ({ path }, index) => checkLength(path, findings, "/linux/namespaces", index, "path"));
  each(linux?.devices, ({ path }, index) => checkLength(path, findings, "/linux/devices", index, "path"));
  each(linux?.maskedPaths, (path, index) => checkLength(path, findings, "/linux/maskedPaths", index));
  each(linux?.readonlyPaths, (path, index) => checkLength(path, findings, "/linux/readonlyPaths", index));
}
