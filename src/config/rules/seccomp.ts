import { pointer } from "../../common/pointer.ts";
import { describeValue } from "../problem.ts";
import { NOTIFY, notifies } from "../seccomp.ts";
import { type Draft, each, type Findings, isPruned } from "./draft.ts";

const AT = "/linux/seccomp";
const DEFAULT_ACTION = `${AT}/defaultAction`;
const LISTENER = `${AT}/listenerPath`;
const WITH_ERRNO: ReadonlySet<string> = new Set(["SCMP_ACT_ERRNO", "SCMP_ACT_TRACE"]);
/** It only changes how notifications wait, and without them seccomp(2) refuses it. */
const NOTIFICATION_FLAG = "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV";

/** config-linux.md "Seccomp". Without a default action and without rules there is no filter, as in the peers. */
export function checkSeccomp({ linux }: Draft, findings: Findings): void {
  const seccomp = linux?.seccomp;
  if (seccomp === undefined) return;
  const rules = seccomp.syscalls?.length ?? 0;
  if (rules > 0 && !seccomp.defaultAction && !findings.pruned.includes(DEFAULT_ACTION)) {
    findings.problems.push({ pointer: DEFAULT_ACTION, message: "is required, but missing" });
  }
  checkAction(
    { at: AT, field: "defaultAction", errnoField: "defaultErrnoRet" },
    seccomp.defaultAction,
    seccomp.defaultErrnoRet,
    findings,
  );
  checkListener(seccomp, findings);
  each(seccomp.syscalls, (rule, index) => {
    const at = pointer(AT, "syscalls", index);
    if (rule.names?.length === 0) {
      findings.problems.push({
        pointer: pointer(at, "names"),
        message: "names no system call",
        allowed: "one name or more",
      });
    }
    each(rule.names, (name, nameIndex) => {
      if (name !== "") return;
      findings.problems.push({ pointer: pointer(at, "names", nameIndex), message: "must not be empty" });
    });
    if (rule.action === "") {
      findings.problems.push({ pointer: pointer(at, "action"), message: "must not be empty" });
    }
    checkAction({ at, field: "action", errnoField: "errnoRet" }, rule.action, rule.errnoRet, findings);
  });
}

/** config-linux.md "Seccomp": what notifications need, and what is for them alone. */
function checkListener(seccomp: NonNullable<NonNullable<Draft["linux"]>["seccomp"]>, findings: Findings): void {
  const { listenerPath, listenerMetadata } = seccomp;
  // Go programs write empty strings for absent ones
  const known = !findings.pruned.includes(LISTENER);
  const { problems, warnings } = findings;
  if (listenerMetadata && !listenerPath && known) {
    const message = "must not be there without listenerPath";
    problems.push({ pointer: `${AT}/listenerMetadata`, message, found: describeValue(listenerMetadata) });
  }
  if (notifies(seccomp)) {
    if (listenerPath || !known) return;
    problems.push({ pointer: LISTENER, message: `is required with the action ${NOTIFY}, but missing` });
    return;
  }
  if (isPruned(findings, DEFAULT_ACTION) || isPruned(findings, `${AT}/syscalls`)) return;
  if (listenerPath) warnings.push({ pointer: LISTENER, message: `has no effect: no action is ${NOTIFY}` });
  each(seccomp.flags, (flag, index) => {
    if (flag !== NOTIFICATION_FLAG) return;
    const message = `is for notifications, and no action is ${NOTIFY}`;
    problems.push({ pointer: pointer(AT, "flags", index), message, found: describeValue(flag) });
  });
}

interface ActionPlace {
  readonly at: string;
  readonly field: string;
  readonly errnoField: string;
}

/** The spec: where the action does not support an errno, giving one is an error. */
function checkAction(
  place: ActionPlace,
  action: string | undefined,
  errno: number | undefined,
  { problems }: Findings,
): void {
  if (action === undefined || action === "") return;
  if (errno !== undefined && !WITH_ERRNO.has(action)) {
    const message = `has no meaning for the action ${action}`;
    problems.push({
      pointer: pointer(place.at, place.errnoField),
      message,
      found: String(errno),
      allowed: "SCMP_ACT_ERRNO or SCMP_ACT_TRACE with it",
    });
  }
}
