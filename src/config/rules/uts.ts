import { byteLength } from "../byte-length.ts";
import { describeValue } from "../problem.ts";
import type { Draft, Findings } from "./draft.ts";
import { hasNamespace } from "./namespaces.ts";

/** __NEW_UTS_LEN of linux/utsname.h, in bytes. */
const LONGEST = 64;

/** Host and domain name belong to the UTS namespace: without one of its own the container would rename the host. */
export function checkUts(spec: Draft, findings: Findings): void {
  for (const field of ["hostname", "domainname"] as const) {
    const name = spec[field];
    if (name === undefined || name === "") continue;
    const place = `/${field}`;
    if (!hasNamespace(spec, findings, "uts")) {
      const message = "cannot be set without a uts namespace";
      findings.problems.push({
        pointer: place,
        message,
        found: describeValue(name),
        allowed: 'a namespace of type "uts" in /linux/namespaces',
      });
    }
    if (byteLength(name) > LONGEST) {
      findings.problems.push({
        pointer: place,
        message: "is too long",
        found: describeValue(name),
        allowed: `at most ${LONGEST} bytes`,
      });
    }
  }
}
