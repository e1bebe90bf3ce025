/**
 * Requests that must fail, by a caller's options. `place` is where in config.json the reason stands, as our sentence
 * has it; `cause` is the reason. A request has the callers that can make it: what one refuses by itself never reaches a
 * runtime. `earlier` says that ours finds out before the program is executed, so that callers end with another status.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** @typedef {{ options?: readonly string[], command?: readonly string[], config?: (spec: any) => void }} Asked */

/**
 * @typedef {{
 *   name: string, place: RegExp, cause: RegExp, earlier?: boolean,
 *   ctr?: (directory: string) => Asked, podman?: (directory: string) => Asked, docker?: (directory: string) => Asked,
 * }} Request
 */

/** The same for all three. */
function all(asked) {
  return { ctr: asked, podman: asked, docker: asked };
}

function program(...command) {
  return all(() => ({ command }));
}

/** A bind mount, in each one's words. */
function bind(source, target) {
  const volume = () => ({ options: ["--volume", `${source}:${target}`] });
  return {
    ctr: () => ({ options: ["--mount", `type=bind,src=${source},dst=${target},options=rbind:rw`] }),
    podman: volume,
    docker: volume,
  };
}

/** ctr has no option for it, but takes a whole config.json. */
function options(...words) {
  const asked = () => ({ options: words });
  return { podman: asked, docker: asked };
}

function config(change) {
  return { ctr: () => ({ config: change }) };
}

function sysctl(key, value) {
  const change = (spec) => {
    spec.linux.sysctl = { [key]: value };
  };
  return { ...options("--sysctl", `${key}=${value}`), ...config(change) };
}

function profile(content) {
  const written = (directory) => {
    const file = join(directory, "profile.json");
    writeFileSync(file, JSON.stringify(content));
    return file;
  };
  const asked = (directory) => ({ options: ["--security-opt", `seccomp=${written(directory)}`] });
  return {
    ctr: (directory) => ({ options: ["--seccomp", "--seccomp-profile", written(directory)] }),
    podman: asked,
    docker: asked,
  };
}

const RULE = { names: ["mkdir"], action: "SCMP_ACT_ERRNO" };
const ARGUMENT = { index: 0, value: 0, valueTwo: 0 };

/** @type {readonly Request[]} */
export const REQUESTS = [
  {
    name: "a program that is not there",
    place: /\/process\/args/,
    cause: /"?nothing-there"?.*executable file not found in \$PATH/,
    ...program("nothing-there"),
  },
  {
    name: "a program that may not be executed",
    place: /\/process\/args/,
    cause: /\/etc\/passwd.*permission denied/,
    ...program("/etc/passwd"),
  },
  {
    name: "a directory as the program",
    place: /\/process\/args/,
    cause: /\/etc.*(is a directory|permission denied)/,
    ...program("/etc"),
  },
  {
    name: "a script whose interpreter is not there",
    place: /\/process\/args/,
    cause: /\/nothing\/there.*no such file or directory/,
    earlier: true,
    ...program("/bin/orphan"),
  },
  {
    name: "a working directory that is a file",
    place: /\/process\/cwd/,
    cause: /\/etc\/passwd.*not a directory/,
    ctr: () => ({ options: ["--cwd", "/etc/passwd"] }),
  },
  {
    name: "a mount of a directory onto a file",
    place: /\/mounts\/\d+/,
    cause: /\/bin\/orphan.*not a directory/i,
    ...bind("/usr", "/bin/orphan"),
  },
  {
    name: "a mount of a file onto a directory",
    place: /\/mounts\/\d+/,
    cause: /\/bin.*(not a directory|is a directory)/i,
    ...bind("/etc/hostname", "/bin"),
  },
  {
    name: "a mount inside of /proc",
    place: /\/mounts\/\d+/,
    cause: /\/proc\/fleet/,
    ...bind("/usr", "/proc/fleet"),
  },
  {
    name: "a mount through a symbolic link that leads to itself",
    place: /\/mounts\/\d+/,
    cause: /\/loop.*(too many.*links|ELOOP)/i,
    ...bind("/usr", "/loop/below"),
  },
  {
    name: "a mount whose source is not there",
    place: /\/mounts\/\d+/,
    cause: /\/nothing\/there.*no such file or directory/,
    ctr: bind("/nothing/there", "/mnt").ctr,
  },
  {
    name: "a tmpfs of no size",
    place: /\/mounts\/\d+/,
    cause: /size.*(invalid|bad|EINVAL)/i,
    ...options("--tmpfs", "/scratch:size=vast"),
    ctr: () => ({ options: ["--mount", "type=tmpfs,src=tmpfs,dst=/scratch,options=size=vast"] }),
  },
  {
    name: "a sysctl that the kernel does not have",
    place: /\/linux\/sysctl\/net\.ipv4\.nothing/,
    cause: /no such file or directory/,
    ...sysctl("net.ipv4.nothing", "1"),
  },
  {
    name: "a sysctl's value that the kernel refuses",
    place: /\/linux\/sysctl\/net\.ipv4\.ip_forward/,
    cause: /invalid argument/,
    ...sysctl("net.ipv4.ip_forward", "many"),
  },
  {
    name: "a resource limit above what the kernel allows",
    place: /\/process\/rlimits\/\d+/,
    cause: /operation not permitted/,
    ...options("--ulimit", "nofile=99999999:99999999"),
    ...config((spec) => {
      spec.process.rlimits = [{ type: "RLIMIT_NOFILE", soft: 99999999, hard: 99999999 }];
    }),
  },
  {
    name: "a throttle for a device that is no disk",
    place: /\/linux\/resources\/blockIO\/throttleReadBpsDevice/,
    cause: /no such device/,
    ...options("--device-read-bps", "/dev/null:1mb"),
    ...config((spec) => {
      spec.linux.resources.blockIO = { throttleReadBpsDevice: [{ major: 1, minor: 3, rate: 1048576 }] };
    }),
  },
  {
    name: "processors that the machine does not have",
    place: /\/linux\/resources\/cpu\/cpus/,
    cause: /(invalid argument|out of range|too large)/i,
    ...config((spec) => {
      spec.linux.resources.cpu = { cpus: "4000" };
    }),
  },
  {
    name: "a device node where none may be",
    place: /\/linux\/devices\/\d+/,
    cause: /\/proc\/fleet/,
    ...options("--device", "/dev/fuse:/proc/fleet"),
    ...config((spec) => {
      spec.linux.devices = [{ path: "/proc/fleet", type: "c", major: 10, minor: 229 }];
    }),
  },
  {
    name: "a seccomp profile with an action that there is not",
    place: /\/linux\/seccomp\/syscalls\/0\/action/,
    cause: /SCMP_ACT_SINK/,
    ...profile({ defaultAction: "SCMP_ACT_ALLOW", syscalls: [{ ...RULE, action: "SCMP_ACT_SINK" }] }),
  },
  {
    name: "a seccomp profile that compares in a way that there is not",
    place: /\/linux\/seccomp\/syscalls\/0\/args\/0\/op/,
    cause: /SCMP_CMP_LIKE/,
    ...profile({
      defaultAction: "SCMP_ACT_ALLOW",
      syscalls: [{ ...RULE, args: [{ ...ARGUMENT, op: "SCMP_CMP_LIKE" }] }],
    }),
  },
  {
    name: "a seccomp profile for a machine that there is not",
    place: /\/linux\/seccomp\/architectures\/0/,
    cause: /SCMP_ARCH_ABACUS/,
    ...profile({ defaultAction: "SCMP_ACT_ALLOW", architectures: ["SCMP_ARCH_ABACUS"], syscalls: [RULE] }),
  },
  {
    name: "a namespace that is not there",
    place: /\/linux\/namespaces\/\d+/,
    cause: /\/nothing\/there.*no such file or directory/,
    ctr: () => ({ options: ["--with-ns", "network:/nothing/there"] }),
  },
  {
    name: "a namespace of another kind",
    place: /\/linux\/namespaces\/\d+/,
    cause: /\/proc\/1\/ns\/ipc/,
    ctr: () => ({ options: ["--with-ns", "network:/proc/1/ns/ipc"] }),
    podman: () => ({ options: ["--network", "ns:/proc/1/ns/ipc"] }),
  },
  {
    name: "a host name that is too long",
    place: /\/hostname/,
    cause: /64/,
    podman: () => ({ options: ["--hostname", "a".repeat(65)] }),
    ...config((spec) => {
      spec.hostname = "a".repeat(65);
    }),
  },
  {
    name: "a hook that fails",
    place: /\/hooks\/createRuntime\/0/,
    cause: /aground.*3|3.*aground/,
    ...config((spec) => {
      spec.hooks = { createRuntime: [{ path: "/bin/sh", args: ["sh", "-c", "echo aground >&2; exit 3"] }] };
    }),
  },
  {
    name: "a user of whom the user namespace knows nothing",
    place: /\/process\/user/,
    cause: /9999/,
    ...config((spec) => {
      const mappings = [{ containerID: 0, hostID: 0, size: 1000 }];
      spec.linux.namespaces.push({ type: "user" });
      Object.assign(spec.linux, { uidMappings: mappings, gidMappings: mappings });
      spec.process.user = { uid: 9999, gid: 0 };
    }),
  },
  {
    name: "an AppArmor profile, without AppArmor",
    place: /\/process\/apparmorProfile/,
    cause: /apparmor/i,
    ctr: () => ({ options: ["--apparmor-profile", "fleet"] }),
  },
];

/** What an exec is asked for in a container that runs. */
export const EXECS = [
  {
    name: "exec: a program that is not there",
    place: /\/args/,
    cause: /"?nothing-there"?.*executable file not found in \$PATH/,
    command: ["nothing-there"],
  },
  {
    name: "exec: a working directory that is not there",
    place: /\/cwd/,
    cause: /\/nothing\/there.*no such file or directory/,
    cwd: "/nothing/there",
    command: ["true"],
  },
  {
    name: "exec: a script whose interpreter is not there",
    place: /\/args/,
    cause: /\/nothing\/there.*no such file or directory/,
    earlier: true,
    command: ["/bin/orphan"],
  },
];
