import { pointer } from "../../common/pointer.ts";
import { describeValue } from "../problem.ts";
import { type Draft, each, type Findings } from "./draft.ts";

const AT = "/linux/seccomp";
const DEFAULT_ACTION = `${AT}/defaultAction`;
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
  each(seccomp.flags, (flag, index) => {
    if (flag !== NOTIFICATION_FLAG) return;
    const message = "is for notifications, which are not supported yet";
    findings.problems.push({
      pointer: pointer(AT, "flags", index),
      message,
      found: describeValue(flag),
      unsupported: true,
    });
  });
  each(seccomp.syscalls, (rule, index) => {
    const at = pointer(AT, "syscalls", index);
    if (rule.names?.length === 0) {
      findings.problems.push({
        pointer: pointer(at, "names"),
        message: "names no system call",
        allowed: "one name or more",
      });
    }
    if (rule.action === "") {
      findings.problems.push({ pointer: pointer(at, "action"), message: "must not be empty" });
    }
    checkAction({ at, field: "action", errnoField: "errnoRet" }, rule.action, rule.errnoRet, findings);
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
  if (action === "SCMP_ACT_NOTIFY") {
    const message = "asks for notifications, which are not supported yet";
    problems.push({
      pointer: pointer(place.at, place.field),
      message,
      found: describeValue(action),
      unsupported: true,
    });
  } else if (errno !== undefined && !WITH_ERRNO.has(action)) {
    const message = `has no meaning for the action ${action}`;
    problems.push({
      pointer: pointer(place.at, place.errnoField),
      message,
      found: String(errno),
      allowed: "SCMP_ACT_ERRNO or SCMP_ACT_TRACE with it",
    });
  }
}
