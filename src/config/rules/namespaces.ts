import { pointer } from "../../common/pointer.ts";
import { describeValue } from "../problem.ts";
import { type Draft, each, type Findings, isPruned } from "./draft.ts";

const AT = "/linux/namespaces";

/** config-linux.md "Namespaces": each type once, paths absolute; and without a mount namespace nothing keeps the rootfs apart. */
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
  if (!hasNamespace(spec, findings, "mount")) {
    problems.push({
      pointer: AT,
      message: "has no mount namespace, without which the root file system cannot be changed",
    });
  }
}

/** True where the container gets or joins a namespace of the type, or where a part that was refused may have said so. */
export function hasNamespace(spec: Draft, findings: Findings, type: string): boolean {
  for (const namespace of spec.linux?.namespaces ?? []) if (namespace?.type === type) return true;
  return isPruned(findings, AT);
}
