import { expect } from "vitest";
import { all, withCapabilities } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Change, Linux, SyscallRule } from "../../harness/config.ts";
import { type Line, parseLines } from "../../harness/report.ts";
import type { Scene } from "../../harness/scene.ts";

type Seccomp = NonNullable<Linux["seccomp"]>;

function withProfile(profile: Partial<Seccomp>): Change {
  return (config) => {
    config.linux.seccomp = { defaultAction: "SCMP_ACT_ALLOW", ...profile };
  };
}

function withRules(...syscalls: SyscallRule[]): Change {
  return withProfile({ syscalls });
}

/** Numbers of x86-64 and arm64. */
const NUMBERS =
  process.arch === "arm64" ? { getppid: 173, sync: 81, umask: 166 } : { getppid: 110, sync: 162, umask: 95 };
const NATIVE = process.arch === "arm64" ? "SCMP_ARCH_AARCH64" : "SCMP_ARCH_X86_64";
const GETPPID = `syscall ${NUMBERS.getppid}`;
const SYNC = `syscall ${NUMBERS.sync}`;
const umask = (mask: number) => `syscall ${NUMBERS.umask} ${mask}`;

/** What verbs of the probe print under a profile that allows NEEDED, and answers all else with EPERM. */
function allowing(scene: Scene, change: Partial<Seccomp>, ...verbs: readonly string[]): Line[] {
  const bundle = scene.probeBundle(verbs, (config) => {
    const allowed = [{ names: NEEDED, action: "SCMP_ACT_ALLOW" }, ...(change.syscalls ?? [])];
    withProfile({ defaultAction: "SCMP_ACT_ERRNO", architectures: [NATIVE], ...change, syscalls: allowed })(config);
  });
  const container = scene.container(bundle);
  container.run();
  return container.lines;
}

function modeOf(status: string): string {
  return /^Seccomp:\s+(\d)/m.exec(status)?.[1] ?? "";
}

suite("seccomp", (check) => {
  const profile = { proves: ["/linux/seccomp/defaultAction"] };
  check("a profile: the filter is there, without it there is none", profile, (scene) => {
    const seen = scene.contrast(withRules({ names: ["sync"], action: "SCMP_ACT_ERRNO" }), ({ report }) =>
      modeOf(report.status),
    );
    expect(seen).toEqual({ without: "0", with: "2" });
  });

  const rule = { proves: ["/linux/seccomp/syscalls/*/names/*", "/linux/seccomp/syscalls/*/action"] };
  check("SCMP_ACT_ERRNO: EPERM, for the named call alone", rule, (scene) => {
    const seen = scene.inside(withRules({ names: ["getppid"], action: "SCMP_ACT_ERRNO" }), GETPPID, SYNC);
    expect(seen.lines.map(({ errno }) => errno)).toEqual(["EPERM", ""]);
    expect(scene.inside(undefined, GETPPID).line(0).errno).toBe("");
  });

  check("errnoRet: another errno, and 0", { proves: ["/linux/seccomp/syscalls/*/errnoRet"] }, (scene) => {
    const errno = (errnoRet?: number) => {
      const given = errnoRet === undefined ? {} : { errnoRet };
      const change = withRules({ names: ["getppid"], action: "SCMP_ACT_ERRNO", ...given });
      return scene.inside(change, GETPPID).line(0).errno;
    };
    expect(errno()).toBe("EPERM");
    expect(errno(38)).toBe("ENOSYS");
    expect(errno(13)).toBe("EACCES");
    expect(errno(0)).toBe("");
  });

  check("a profile that kills who executes: the error says so", (scene) => {
    const bundle = scene.probeBundle(["exit 0"], withRules({ names: ["execve"], action: "SCMP_ACT_KILL_PROCESS" }));
    scene
      .container(bundle)
      .run()
      .fails(/init died of signal 31.* and "exec .*seccomp/);
  });

  for (const [action, signal] of [
    ["SCMP_ACT_KILL", 31],
    ["SCMP_ACT_KILL_THREAD", 31],
    ["SCMP_ACT_KILL_PROCESS", 31],
    ["SCMP_ACT_TRAP", 31],
  ] as const) {
    check(`${action}: ended by SIGSYS`, (scene) => {
      expect(scene.inside(withRules({ names: ["getppid"], action }), GETPPID).line(0).signal).toBe(signal);
    });
  }

  check("SCMP_ACT_TRACE: ENOSYS without a tracer", (scene) => {
    const seen = scene.inside(withRules({ names: ["getppid"], action: "SCMP_ACT_TRACE" }), GETPPID);
    expect(seen.line(0).errno).toBe("ENOSYS");
  });

  check("SCMP_ACT_LOG and SCMP_ACT_ALLOW let it through", (scene) => {
    for (const action of ["SCMP_ACT_LOG", "SCMP_ACT_ALLOW"]) {
      const change = withProfile({ defaultAction: "SCMP_ACT_LOG", syscalls: [{ names: ["getppid"], action }] });
      expect(scene.inside(change, GETPPID).line(0).errno).toBe("");
    }
  });

  check("defaultAction: what is not named", (scene) => {
    expect(allowing(scene, {}, GETPPID, SYNC).map(({ errno }) => errno)).toEqual(["", "EPERM"]);
  });

  check("defaultErrnoRet: its errno", { proves: ["/linux/seccomp/defaultErrnoRet"] }, (scene) => {
    const errno = (change: Partial<Seccomp>) => allowing(scene, change, SYNC)[0]?.errno;
    expect(errno({})).toBe("EPERM");
    expect(errno({ defaultErrnoRet: 95 })).toBe("EOPNOTSUPP");
  });

  // mseal, Linux 6.10, and two that no kernel has
  const FUTURE = ["syscall 462", "syscall 600", "syscall 9999"];
  for (const defaultAction of ["SCMP_ACT_ERRNO", "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_TRAP"]) {
    check(`calls newer than the profile get ENOSYS: ${defaultAction}`, (scene) => {
      const seen = allowing(scene, { defaultAction }, ...FUTURE, SYNC);
      expect(seen.map(({ errno, signal }) => errno || signal)).toEqual([
        ...FUTURE.map(() => "ENOSYS"),
        defaultAction === "SCMP_ACT_ERRNO" ? "EPERM" : 31,
      ]);
    });
  }

  check("calls newer than the profile: its newest call says which, whatever the rule", (scene) => {
    const syscalls = [{ names: ["process_mrelease"], action: "SCMP_ACT_KILL" }];
    const seen = allowing(scene, { syscalls }, "syscall 447", "syscall 449");
    expect(seen.map(({ errno }) => errno)).toEqual(["EPERM", "ENOSYS"]);
  });

  check("calls newer than the profile: those of i386 by their own numbers", (scene) => {
    const architectures = ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86"];
    // on i386 getppid is 64, sync 36; the newest that is allowed, close_range, 436
    const seen = allowing(scene, { architectures }, "syscall32 64", "syscall32 36", "syscall32 462", "syscall32 9999");
    expect(seen.map(({ errno }) => errno)).toEqual(["", "EPERM", "ENOSYS", "ENOSYS"]);
  });

  check("calls newer than the profile reach the kernel where others do", (scene) => {
    // epoll_pwait2, Linux 5.11, for no event at all
    for (const defaultAction of ["SCMP_ACT_LOG", "SCMP_ACT_ALLOW"]) {
      const syscalls = [{ names: ["sync"], action: "SCMP_ACT_ERRNO" }];
      expect(scene.inside(withProfile({ defaultAction, syscalls }), "syscall 441").line(0).errno).toBe("EINVAL");
    }
  });

  const ARGUMENT = "/linux/seccomp/syscalls/*/args/*";
  const COMPARED = { proves: ["index", "value", "op"].map((field) => `${ARGUMENT}/${field}`) };
  const OPERATORS: readonly [string, number, number[], number[]][] = [
    ["SCMP_CMP_EQ", 0o22, [0o22], [0o21, 0o23]],
    ["SCMP_CMP_NE", 0o22, [0o21, 0o23], [0o22]],
    ["SCMP_CMP_LT", 0o22, [0o21], [0o22, 0o23]],
    ["SCMP_CMP_LE", 0o22, [0o21, 0o22], [0o23]],
    ["SCMP_CMP_GT", 0o22, [0o23], [0o21, 0o22]],
    ["SCMP_CMP_GE", 0o22, [0o22, 0o23], [0o21]],
  ];
  for (const [op, value, denied, allowed] of OPERATORS) {
    check(`args: ${op}`, COMPARED, (scene) => {
      const change = withRules({ names: ["umask"], action: "SCMP_ACT_ERRNO", args: [{ index: 0, value, op }] });
      const seen = scene.inside(change, ...[...denied, ...allowed].map(umask));
      expect(seen.lines.map(({ errno }) => errno)).toEqual([...denied.map(() => "EPERM"), ...allowed.map(() => "")]);
    });
  }

  check("args: SCMP_CMP_MASKED_EQ", { proves: [`${ARGUMENT}/valueTwo`] }, (scene) => {
    const errnos = (argument: { valueTwo?: number }) => {
      const args = [{ index: 0, value: 0o70, op: "SCMP_CMP_MASKED_EQ", ...argument }];
      const change = withRules({ names: ["umask"], action: "SCMP_ACT_ERRNO", args });
      const { lines } = scene.inside(change, umask(0o22), umask(0o27), umask(0o32), umask(0o02));
      return lines.map(({ errno }) => errno);
    };
    expect(errnos({ valueTwo: 0o20 })).toEqual(["EPERM", "EPERM", "", ""]);
    expect(errnos({})).toEqual(["", "", "", "EPERM"]);
  });

  check("args: several on one argument are alternatives", (scene) => {
    const args = [
      { index: 0, value: 0o11, op: "SCMP_CMP_EQ" },
      { index: 0, value: 0o22, op: "SCMP_CMP_EQ" },
    ];
    const seen = scene.inside(
      withRules({ names: ["umask"], action: "SCMP_ACT_ERRNO", args }),
      umask(0o11),
      umask(0o22),
      umask(0o33),
    );
    expect(seen.lines.map(({ errno }) => errno)).toEqual(["EPERM", "EPERM", ""]);
  });

  check("args: on two arguments all must match", (scene) => {
    // kill(pid, 0) of itself is allowed to anybody
    const number = process.arch === "arm64" ? 129 : 62;
    const args = [
      { index: 0, value: 1, op: "SCMP_CMP_EQ" },
      { index: 1, value: 0, op: "SCMP_CMP_EQ" },
    ];
    const change = withRules({ names: ["kill"], action: "SCMP_ACT_ERRNO", errnoRet: 95, args });
    const seen = scene.inside(change, `syscall ${number} 1 0`, `syscall ${number} 1 28`);
    expect(seen.lines.map(({ errno }) => errno)).toEqual(["EOPNOTSUPP", ""]);
  });

  check("args: 64 bits are compared", (scene) => {
    const change: Change = withRules({
      names: ["umask"],
      action: "SCMP_ACT_ERRNO",
      args: [{ index: 0, value: 4242, op: "SCMP_CMP_EQ" }],
    });
    const bundle = scene.probeBundle(["syscall 95 0x8000000000000001", "syscall 95 1"], change);
    bundle.writeText(JSON.stringify(bundle.config).replace("4242", "9223372036854775809"));
    const container = scene.container(bundle);
    container.run().ok();
    expect(parseLines(container.output).map(({ errno }) => errno)).toEqual(["EPERM", ""]);
  });

  check("architectures: the native one, and its 32-bit sibling", (scene) => {
    const architectures = ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"];
    const change = withProfile({ architectures, syscalls: [{ names: ["getppid"], action: "SCMP_ACT_ERRNO" }] });
    expect(scene.inside(change, GETPPID).line(0).errno).toBe("EPERM");
  });

  const sibling = { proves: ["/linux/seccomp/architectures/*"] };
  check(
    "architectures: calls of i386 are filtered where it is named, and end a program where not",
    sibling,
    (scene) => {
      const seen = (...architectures: string[]) => {
        const syscalls = [{ names: ["getppid"], action: "SCMP_ACT_ERRNO" }];
        // on i386 getppid is 64, getpid 20
        const { lines } = scene.inside(withProfile({ architectures, syscalls }), "syscall32 64", "syscall32 20");
        return lines.map(({ errno, signal }) => errno || signal);
      };
      expect(seen("SCMP_ARCH_X86_64")).toEqual([31, 31]);
      expect(seen("SCMP_ARCH_X86_64", "SCMP_ARCH_X86")).toEqual(["EPERM", 0]);
    },
  );

  check("architectures: one that does not exist is an error", (scene) => {
    scene.refuses(withProfile({ architectures: ["SCMP_ARCH_ABACUS"] }), /SCMP_ARCH_ABACUS|arch/i);
  });

  check("flags: LOG, TSYNC and SPEC_ALLOW", (scene) => {
    for (const flags of [
      ["SECCOMP_FILTER_FLAG_LOG"],
      ["SECCOMP_FILTER_FLAG_SPEC_ALLOW"],
      ["SECCOMP_FILTER_FLAG_TSYNC"],
      [],
    ]) {
      const change = withProfile({ flags, syscalls: [{ names: ["getppid"], action: "SCMP_ACT_ERRNO" }] });
      expect(scene.inside(change, GETPPID).line(0).errno).toBe("EPERM");
    }
  });

  check("flags: SPEC_ALLOW leaves speculation as it is", (scene) => {
    const speculation = (flags: string[]) => {
      const { report } = scene.inside(
        withProfile({ flags, syscalls: [{ names: ["sync"], action: "SCMP_ACT_ERRNO" }] }),
      );
      return /^Speculation_Store_Bypass:\s+(.*)$/m.exec(report.status)?.[1];
    };
    expect(speculation(["SECCOMP_FILTER_FLAG_SPEC_ALLOW"])).not.toMatch(/force mitigated/);
  });

  check("flags: one that does not exist is an error", (scene) => {
    scene.refuses(withProfile({ flags: ["SECCOMP_FILTER_FLAG_WISH"] }), /SECCOMP_FILTER_FLAG_WISH|flag/i);
  });

  check("an action that does not exist is an error", (scene) => {
    scene.refuses(withProfile({ defaultAction: "SCMP_ACT_SHRUG" }), /SCMP_ACT_SHRUG|action/i);
  });

  check("a call that is not known is left out", (scene) => {
    const change = withRules({ names: ["no_such_call", "getppid"], action: "SCMP_ACT_ERRNO" });
    expect(scene.inside(change, GETPPID).line(0).errno).toBe("EPERM");
  });

  check("without noNewPrivileges, and without CAP_SYS_ADMIN", (scene) => {
    const change = all(withRules({ names: ["sync"], action: "SCMP_ACT_ERRNO" }), withCapabilities([]), (config) => {
      config.process.noNewPrivileges = false;
      config.process.user = { uid: 1000, gid: 1000 };
    });
    const seen = scene.inside(change, SYNC, "report");
    expect(seen.line(0).errno).toBe("EPERM");
    expect(seen.report.noNewPrivileges).toBe(false);
  });

  check("a filter that forbids what start-up needs does not hinder the runtime", (scene) => {
    const names = [
      "mount",
      "umount2",
      "setns",
      "unshare",
      "clone3",
      "bpf",
      "pivot_root",
      "chroot",
      "mkdirat",
      "sendmsg",
      "socket",
    ];
    expect(scene.inside(withRules({ names, action: "SCMP_ACT_KILL_PROCESS" })).report.pid).toBe(1);
  });

  check("a filter that forbids getcwd does not hinder the runtime, with and without noNewPrivileges", (scene) => {
    for (const locked of [true, false]) {
      const change = all(withRules({ names: ["getcwd"], action: "SCMP_ACT_ERRNO" }), (config) => {
        config.process.noNewPrivileges = locked;
      });
      expect(scene.inside(change).report.cwd).toBe("");
    }
  });

  check("a rule for every number of a long profile", (scene) => {
    const syscalls = NEEDED.map((name) => ({ names: [name], action: "SCMP_ACT_ALLOW" }));
    const bundle = scene.bundle((config) => {
      withProfile({ defaultAction: "SCMP_ACT_ERRNO", syscalls })(config);
      config.process.args = ["/probe", ...GETPPID.split(" ")];
    });
    const container = scene.container(bundle);
    container.run();
    expect(container.lines[0]?.errno).toBe("");
  });

  check("the same profile twice gives the same filter", (scene) => {
    const change = withRules({ names: ["getppid"], action: "SCMP_ACT_ERRNO", errnoRet: 38 });
    for (let i = 0; i < 3; i++) expect(scene.inside(change, GETPPID).line(0).errno).toBe("ENOSYS");
    const other = withRules({ names: ["getppid"], action: "SCMP_ACT_ERRNO", errnoRet: 13 });
    expect(scene.inside(other, GETPPID).line(0).errno).toBe("EACCES");
  });
});

/** What a static program, and a runtime between filter and exec, cannot do without. */
const NEEDED = [
  "access arch_prctl brk capget capset chdir clone clone3 close close_range dup dup2 dup3 epoll_ctl epoll_pwait eventfd2",
  "execve execveat exit exit_group faccessat fchdir fcntl fstat fstatfs futex getcwd getdents64 getegid geteuid getgid",
  "getpid getppid getrandom getrlimit gettid getuid ioctl lseek madvise mmap mprotect munmap nanosleep newfstatat open openat",
  "pipe pipe2 poll ppoll prctl pread64 prlimit64 read readlink readlinkat recvmsg rseq rt_sigaction rt_sigprocmask",
  "rt_sigreturn sched_getaffinity sched_yield seccomp sendmsg sendto set_robust_list set_tid_address setgid setgroups setresgid",
  "setresuid setuid sigaltstack stat statfs statx tgkill uname wait4 waitid write writev",
]
  .join(" ")
  .split(" ");
