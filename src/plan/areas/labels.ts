/** process.apparmorProfile, process.selinuxLabel, linux.mountLabel. */
import { RuntimeError } from "../../common/errors.ts";
import type { PlanContext, ProcessContext } from "../context.ts";
import type { InitStep } from "../steps.ts";

export const handles: readonly string[] = ["/process/apparmorProfile", "/process/selinuxLabel", "/linux/mountLabel"];

const APPARMOR = "/process/apparmorProfile";
const SELINUX = "/process/selinuxLabel";
const MOUNTS = "/linux/mountLabel";

interface Label {
  readonly from: string;
  readonly module: "apparmor" | "selinux";
  readonly label: string;
}

/** A program that was to be confined must not run as if nothing had been asked for. */
function labels({ spec, facts }: ProcessContext): Label[] {
  const found: Label[] = [];
  const { apparmorProfile, selinuxLabel } = spec.process ?? {};
  if (apparmorProfile !== undefined) {
    if (!facts.apparmor) throw notActive(APPARMOR, "AppArmor");
    found.push({ from: APPARMOR, module: "apparmor", label: apparmorProfile });
  }
  if (selinuxLabel !== undefined) {
    if (!facts.selinux) throw notActive(SELINUX, "SELinux");
    found.push({ from: SELINUX, module: "selinux", label: selinuxLabel });
  }
  return found;
}

function notActive(from: string, module: string): RuntimeError {
  return new RuntimeError(
    "UNSUPPORTED_HOST",
    `${from.slice(1).replace("/", ".")} is set, but ${module} is not active`,
    {
      from,
      hint: `leave it out of config.json, or boot a kernel that has ${module} with security=${module.toLowerCase()}`,
    },
  );
}

/** In an exec the container's own /proc is all that there is later on, and that may be anything (CVE-2019-16884). */
export function openProcfs(context: ProcessContext): InitStep[] {
  const [label] = labels(context);
  return label === undefined ? [] : [{ at: "init", op: "procfs.open", from: label.from }];
}

export function openLabels(context: ProcessContext): InitStep[] {
  return labels(context).map((label) => ({ at: "init", op: "label.open", ...label }));
}

export function setLabels(context: ProcessContext): InitStep[] {
  return labels(context).map((label) => ({ at: "init", op: "label.exec", ...label }));
}

/** The keyring that is made for the program is labelled as the program is; empty: as init. */
export function keyringLabel({ spec }: ProcessContext): string {
  return spec.process?.selinuxLabel ?? "";
}

function mountLabel({ spec, facts }: PlanContext): string | undefined {
  if (spec.mountLabel !== undefined && !facts.selinux) throw notActive(MOUNTS, "SELinux");
  return spec.mountLabel;
}

/** Their files are labelled by the policy one by one (genfscon), as for every other runtime. */
const LABELLED_BY_POLICY: ReadonlySet<string> = new Set(["proc", "sysfs", "cgroup", "cgroup2"]);
/** One superblock an IPC namespace, mounted by the kernel itself before: it takes no option, but its root a label. */
const LABELLED_AFTERWARDS = "mqueue";

/** The steps, with the label on every new file system that has none of its own. Bind mounts are labelled already. */
export function labelled(context: PlanContext, steps: InitStep[]): InitStep[] {
  const label = mountLabel(context);
  if (label === undefined) return steps;
  return steps.flatMap((step): InitStep[] => {
    if (step.op === "path.mask") return [{ ...step, options: [...step.options, `context=${label}`] }];
    if (step.op !== "mount.fs" || LABELLED_BY_POLICY.has(step.type) || step.options.some(isContext)) return [step];
    if (step.type === LABELLED_AFTERWARDS) {
      return [step, { at: "init", op: "label.file", from: MOUNTS, path: step.target, label }];
    }
    return [{ ...step, options: [...step.options, `context=${label}`] }];
  });
}

/** The kernel takes only one of these; callers such as podman write the first themselves. */
function isContext(option: string): boolean {
  return option.startsWith("context=") || option.startsWith("defcontext=");
}
