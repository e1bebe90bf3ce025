/** What a host step does, in a few words. */
import type { BusValue } from "../../common/variant.ts";
import type { HostStep, SeccompProfile } from "../steps.ts";
import type { UnitProperty } from "../unit-steps.ts";
import { count, hookWords, idMap, limit, withUnit } from "./words.ts";

/** What systemd takes for no limit: the largest number of 64 bits. */
const UNLIMITED = "18446744073709551615";

export function hostWords(step: HostStep): string {
  switch (step.op) {
    case "state.create":
      return "record the container, so that delete finds it";
    case "cgroup.join":
      return `${step.dir}${step.ifDenied === "skip" ? "  if allowed" : ""}${step.ifBusy === "fail" ? "" : "  or where init is"}`;
    case "cgroup.create":
      return step.ifDenied === "skip" ? `${step.dir}  if allowed` : step.dir;
    case "cgroup.enable":
      return `${step.controllers.join(" ")}  for ${step.dir}`;
    case "cgroup.write":
      return writeWords(step);
    case "cgroup.devices":
      return `${count(step.rules.length, "device rule")} as eBPF  for ${step.dir}`;
    case "systemd.startUnit":
      return `${unitWords(step)}${step.adopt === "init" ? ", with init" : ""}:  ${propertiesWords(step.properties)}`;
    case "systemd.setProperties":
      return `${unitWords(step)}:  ${propertiesWords(step.properties)}`;
    case "systemd.stopUnit":
      return unitWords(step);
    case "seccomp.compile":
      return profileWords(step.profile);
    case "seccomp.send":
      return `the listener to ${step.socket}${step.metadata === undefined ? "" : `, metadata ${JSON.stringify(step.metadata)}`}`;
    case "gate.listen":
      return "a socket in the state directory";
    case "init.spawn":
      return spawnWords(step);
    case "idmap.write":
      return idMapWords(step);
    case "oom.adjust":
      return `oom_score_adj ${step.value}`;
    case "rlimit.raise":
      return `${step.resource} hard ${limit(step.hard)}`;
    case "resctrl.create":
      return createWords(step);
    case "resctrl.schemata":
      return `${step.lines.join("  ")}  for ${step.dir}`;
    case "resctrl.join":
      return step.dir;
    case "resctrl.remove":
      return step.ifCreated === "remove" ? step.dir : `${step.dir}  if create fails`;
    case "netdevice.move":
      return step.newName === step.name ? step.name : `${step.name} as ${step.newName}`;
    case "netdevice.raise":
      return `${step.name} up`;
    case "scheduler.set":
      return schedulerWords(step);
    case "ioPriority.set":
      return `${step.class} ${step.priority}`;
    case "hook.run":
      return hookWords(step);
    case "affinity.set":
      return `processors ${step.cpus.join(" ")}`;
    case "console.keep":
      return "pty master, to relay";
    case "console.send":
      return `pty master to ${step.socket}`;
    case "pidfd.send":
      return `pidfd of init to ${step.socket}`;
    case "pidfile.write":
      return step.path;
    case "notify.create":
      return `${step.dir}  for sd_notify`;
    case "notify.listen":
      return `${step.dir}/${step.name}  if the caller has a service manager`;
    case "notify.forward":
      return `READY=1 to the service manager${step.by === "monitor" ? ", by the monitor" : ""}`;
    case "state.created":
      return "status created";
    case "state.running":
      return "status running";
    case "criu.connect":
      return step.inherit.length === 0
        ? "a socket for criu"
        : `a socket for criu, and ${step.inherit.map(({ path }) => path).join(" ")}`;
    case "criu.restore":
      return `ask criu for the images in ${step.images.images}, until there are namespaces`;
    case "criu.complete":
      return "wait until everything is restored";
    case "criu.resume":
      return "let it run";
    case "init.kill":
      return "SIGKILL to init, and to all that is the container's";
    case "rootfs.detach":
      return step.path;
    case "cgroup.remove":
      return step.dir;
    case "state.remove":
      return "forget the container";
  }
}

function writeWords({ dir, file, value, above, otherwise }: Extract<HostStep, { op: "cgroup.write" }>): string {
  const check = above === undefined ? "" : `, if ${above} is below`;
  const instead = otherwise === undefined ? "" : `, or ${otherwise.file} = ${otherwise.value}`;
  return `${dir}/${file} = ${isSize(file) ? withUnit(value) : value}${instead}${check}`;
}

function unitWords({ manager, unit }: { readonly manager: "system" | "user"; readonly unit: string }): string {
  return manager === "user" ? `${unit} of the user's systemd` : unit;
}

function propertiesWords(properties: readonly UnitProperty[]): string {
  return properties.map(({ name, signature, value }) => `${name}=${valueWords(value, signature)}`).join(" ");
}

function valueWords(value: BusValue, signature: string): string {
  if (signature === "t" && value === UNLIMITED) return "infinity";
  if (typeof value !== "object") return String(value);
  return JSON.stringify("value" in value ? value.value : value);
}

function isSize(file: string): boolean {
  return file.startsWith("memory.") || file.startsWith("hugetlb.");
}

/** What is 0 goes without saying. */
function schedulerWords(step: Extract<HostStep, { op: "scheduler.set" }>): string {
  const numbers = (["nice", "priority", "runtime", "deadline", "period"] as const)
    .filter((name) => Number(step[name]) !== 0)
    .map((name) => `${name} ${step[name]}`);
  return [step.policy, ...numbers, ...step.flags].join("  ");
}

function spawnWords({ namespaces, keepFds }: Extract<HostStep, { op: "init.spawn" }>): string {
  const made =
    namespaces.length === 0 ? "init, in the runtime's namespaces" : `init, in new namespaces: ${namespaces.join(" ")}`;
  return keepFds === 0 ? made : `${made}; keeps ${count(keepFds, "descriptor")}`;
}

function createWords({ dir, ifPresent, ifMissing }: Extract<HostStep, { op: "resctrl.create" }>): string {
  if (ifMissing === "fail") return `${dir}  must be there`;
  return ifPresent === "fail" ? dir : `${dir}  if missing`;
}

function idMapWords({ kind, mappings, helper, denySetgroups }: Extract<HostStep, { op: "idmap.write" }>): string {
  const by = helper === undefined ? "" : `  by ${helper}`;
  return `${kind} ${idMap(mappings)}${by}${denySetgroups ? "  setgroups denied" : ""}`;
}

function profileWords({ defaultAction, syscalls, architectures }: SeccompProfile): string {
  const named = syscalls.reduce((sum, rule) => sum + rule.names.length, 0);
  const on = architectures.length === 0 ? "" : `, ${count(architectures.length, "architecture")}`;
  return `${defaultAction}, but for ${count(named, "system call")} in ${count(syscalls.length, "rule")}${on}`;
}
