import { pointer } from "../../common/pointer.ts";
import { describeValue } from "../problem.ts";
import { type Draft, each, type Findings, isPruned } from "./draft.ts";

const AT = "/linux/namespaces";

/** config-linux.md "Namespaces": each type once, paths absolute; and the mounts must be made where init may make them. */
export function checkNamespaces(spec: Draft, findings: Findings): void {
  const { problems } = findings;
  const seen = new Set<string>();
  each(spec.linux?.namespaces, ({ type, path }, index) => {
    const place = pointer(AT, index);
    if (type !== undefined && seen.has(type)) {
      problems.push({ pointer: place, message: "is a namespace that is listed already", found: describeValue(type) });
    }
    if (type !== undefined) seen.add(type);
    if (path !== undefined && path !== "" && !path.startsWith("/")) {
      problems.push({
        pointer: pointer(place, "path"),
        message: "is not an absolute path",
        found: describeValue(path),
      });
    }
  });
  if (!hasNamespace(spec, findings, "mount") && listed(spec, "user")) {
    problems.push({
      pointer: AT,
      message: "has a user namespace and no mount namespace: in the runtime's own it may not mount",
    });
  }
}

/** True where the container gets or joins a namespace of the type, or where a part that was refused may have said so. */
export function hasNamespace(spec: Draft, findings: Findings, type: string): boolean {
  return listed(spec, type) || isPruned(findings, AT);
}

function listed(spec: Draft, type: string): boolean {
  for (const namespace of spec.linux?.namespaces ?? []) if (namespace?.type === type) return true;
  return false;
}
