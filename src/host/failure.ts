/** Makes sentences out of failed steps: what was tried, where config.json asked for it, what the kernel said, what to do. */
import { errnoName, errnoOf, errnoWords } from "../common/errno.ts";
import { RuntimeError } from "../common/errors.ts";
import type { Step } from "../plan/steps.ts";
import type { Report } from "./channel.ts";
import { hintFor } from "./hints.ts";

/** A step of init that failed, by its report. */
export function initFailure(step: Step, report: Report): RuntimeError {
  // a hook that ran out of its time: `connection timed out` would send the reader astray
  const number = step.op === "hook.run" && errnoName(report.error) === "ETIMEDOUT" ? 0 : report.error;
  const code = codeOf(step, number);
  const errno = number === 0 ? undefined : errnoName(number);
  return new RuntimeError(code, sentence(step, number, report.detail.trim()), {
    from: step.from,
    ...(report.syscall === "" ? {} : { syscall: report.syscall }),
    ...(errno === undefined ? {} : { errno }),
    ...hint(step, errno),
  });
}

/** A step of the host that threw. */
export function hostFailure(step: Step, cause: unknown): RuntimeError {
  if (cause instanceof RuntimeError) return cause;
  const number = errnoOf(cause);
  const errno = number === 0 ? undefined : errnoName(number);
  const { syscall, path, detail: words } = cause as NodeJS.ErrnoException & { detail?: string };
  const detail = number === 0 && cause instanceof Error ? cause.message : (words ?? path ?? "");
  return new RuntimeError("STEP_FAILED", sentence(step, number, detail), {
    from: step.from,
    ...(syscall === undefined ? {} : { syscall }),
    ...(errno === undefined ? {} : { errno }),
    ...hint(step, errno),
    cause,
  });
}

function hint(step: Step, errno: string | undefined): { hint?: string } {
  const text = hintFor(step, errno);
  return text === undefined ? {} : { hint: text };
}

function codeOf(step: Step, error: number): "HOOK_FAILED" | "EXEC_NOT_FOUND" | "EXEC_FAILED" | "STEP_FAILED" {
  if (step.op === "hook.run") return "HOOK_FAILED";
  if (step.op === "program.check" || step.op === "exec") return error === 2 ? "EXEC_NOT_FOUND" : "EXEC_FAILED";
  return "STEP_FAILED";
}

function sentence(step: Step, error: number, detail: string): string {
  // what callers match must come as the field words it: `exec: "x": executable file not found in $PATH`
  if (step.op === "program.check" && detail !== "") return detail;
  const words = error === 0 ? "" : `: ${errnoWords(error)}`;
  const told = detail === "" || detail === subject(step) ? "" : `: ${detail}`;
  return `${attempt(step)}${told}${words}`;
}

function subject(step: Step): string {
  if ("target" in step) return step.target;
  if ("path" in step) return step.path;
  return "";
}

/** What the step does, in the words of someone who reads the error. */
export function attempt(step: Step): string {
  switch (step.op) {
    case "mount.fs":
      return `mount ${step.type} at ${step.target}`;
    case "source.open":
      return `open ${step.source}, the source of a bind mount`;
    case "idmap.make":
    case "idmap.open":
      return "get the id mappings of a mount";
    case "source.place":
    case "mount.bind":
      return `bind ${step.source} to ${step.target}`;
    case "mount.remount":
      return `remount ${step.target}`;
    case "rootfs.open":
      return `open the root file system ${step.path}`;
    case "hook.run":
      return `${step.event} hook ${step.path}`;
    case "cgroup.write":
      return `write ${JSON.stringify(step.value)} to ${step.dir}/${step.file}`;
    case "cgroup.create":
    case "cgroup.remove":
    case "cgroup.join":
    case "cgroup.enter":
      return `${step.op.replace(".", " ")} ${step.dir}`;
    case "systemd.startUnit":
      return `start the systemd unit ${step.unit}`;
    case "systemd.setProperties":
      return `set properties of the systemd unit ${step.unit}`;
    case "systemd.stopUnit":
      return `stop the systemd unit ${step.unit}`;
    case "ns.open":
    case "ns.join":
      return `join the ${step.type} namespace${step.op === "ns.open" ? ` ${step.path}` : ""}`;
    case "ns.enter":
      return `join the container's namespaces (${step.types.join(", ")})`;
    case "ns.unshare":
      return `make new namespaces (${step.types.join(", ")})`;
    case "init.fork":
      return step.types.length === 0 ? "go on in a child" : `make new namespaces (${step.types.join(", ")})`;
    case "init.spawn":
      return step.namespaces.length === 0
        ? "start init"
        : `start init in new namespaces (${step.namespaces.join(", ")})`;
    case "sysctl.write":
      return `set sysctl ${step.key} to ${JSON.stringify(step.value)}`;
    case "exec":
      return `exec ${JSON.stringify(step.args[0] ?? "")}`;
    case "program.check":
      return `exec: ${JSON.stringify(step.program)}`;
    case "dir.create":
      return `make the directory ${step.path}`;
    case "symlink.create":
      return `link ${step.path} to ${step.target}`;
    case "hostname.set":
    case "domainname.set":
      return `${step.op.replace(".", " ")} to ${JSON.stringify(step.name)}`;
    case "keyring.join":
      return `join a session keyring ${step.name}${step.label === "" ? "" : ` labelled ${JSON.stringify(step.label)}`}`;
    case "cwd.set":
      return `chdir to cwd (${JSON.stringify(step.path)}) set in config.json failed`;
    case "device.create":
    case "device.bind":
      return `make device ${step.path}`;
    case "path.mask":
      return `mask ${step.path}`;
    case "path.readonly":
      return `make ${step.path} read-only`;
    case "rlimit.set":
    case "rlimit.raise":
      return `set rlimit ${step.resource}`;
    case "idmap.write":
      return `write the ${step.kind} mappings`;
    case "oom.adjust":
      return `set oom_score_adj to ${step.value}`;
    case "resctrl.create":
    case "resctrl.remove":
      return `${step.op.replace("resctrl.", "")} the resctrl group ${step.dir}`;
    case "resctrl.join":
      return `join the resctrl group ${step.dir}`;
    case "resctrl.schemata":
      return `set ${step.lines.join(", ")} in the resctrl group ${step.dir}`;
    case "netdevice.move":
      return `move network device ${step.name} into the container`;
    case "netdevice.raise":
      return `set network device ${step.name} up`;
    case "seccomp.send":
      return `send the seccomp listener to ${step.socket}`;
    case "label.open":
    case "label.exec":
      return `set the ${step.module === "apparmor" ? "AppArmor profile" : "SELinux label"} ${JSON.stringify(step.label)}`;
    case "label.file":
      return `label ${step.path} ${JSON.stringify(step.label)}`;
    case "time.offset":
      return `shift the clock ${step.clock} by ${step.seconds} s ${step.nanoseconds} ns`;
    case "personality.set":
      return `set the personality ${step.domain}`;
    case "memory.policy":
      return `set the memory policy ${step.mode}`;
    case "scheduler.set":
      return `set the scheduler ${step.policy}`;
    case "ioPriority.set":
      return `set the io priority ${step.class} ${step.priority}`;
    case "affinity.set":
      return `bind it to the processors ${step.cpus.join(", ")}`;
    case "rootfs.close":
      return "unmount the root file system, whose mount points are made";
    case "criu.connect":
      return "open what criu takes over";
    case "criu.restore":
    case "criu.complete":
    case "criu.resume":
      return "restore by criu";
    case "console.send":
    case "pidfd.send":
      return `${step.op.replace(".", " ")} to ${step.socket}`;
    case "notify.create":
      return `make the directory ${step.dir}`;
    case "notify.listen":
    case "notify.forward":
      return "tell the service manager of NOTIFY_SOCKET when the container is ready";
    case "pidfile.write":
      return `write the pid file ${step.path}`;
    default:
      return step.op.replace(".", " ");
  }
}
