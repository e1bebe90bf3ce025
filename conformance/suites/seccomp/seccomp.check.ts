import { expect } from "vitest";
import { all, withCapabilities } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Change, Linux, SyscallRule } from "../../harness/config.ts";
import { parseLines } from "../../harness/report.ts";

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
const GETPPID = `syscall ${NUMBERS.getppid}`;
const SYNC = `syscall ${NUMBERS.sync}`;
const umask = (mask: number) => `syscall ${NUMBERS.umask} ${mask}`;

function modeOf(status: string): string {
  return /^Seccomp:\s+(\d)/m.exec(status)?.[1] ?? "";
}

suite("seccomp", (check) => {
  check("a profile: the filter is there, without it there is none", (scene) => {
    const seen = scene.contrast(withRules({ names: ["sync"], action: "SCMP_ACT_ERRNO" }), ({ report }) =>
      modeOf(report.status),
    );
    expect(seen).toEqual({ without: "0", with: "2" });
  });

  check("SCMP_ACT_ERRNO: EPERM, for the named call alone", (scene) => {
    const seen = scene.inside(withRules({ names: ["getppid"], action: "SCMP_ACT_ERRNO" }), GETPPID, SYNC);
    expect(seen.lines.map(({ errno }) => errno)).toEqual(["EPERM", ""]);
    expect(scene.inside(undefined, GETPPID).line(0).errno).toBe("");
  });

  check("errnoRet: another errno, and 0", (scene) => {
    const errno = (errnoRet: number) =>
      scene.inside(withRules({ names: ["getppid"], action: "SCMP_ACT_ERRNO", errnoRet }), GETPPID).line(0).errno;
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
    const bundle = scene.bundle((config) => {
      withProfile({ defaultAction: "SCMP_ACT_ERRNO", syscalls: [{ names: NEEDED, action: "SCMP_ACT_ALLOW" }] })(config);
      config.process.args = ["/probe", ...GETPPID.split(" "), "--", ...SYNC.split(" ")];
    });
    const container = scene.container(bundle);
    container.run();
    expect(container.lines.map(({ errno }) => errno)).toEqual(["", "EPERM"]);
  });

  check("defaultErrnoRet: its errno", (scene) => {
    const bundle = scene.bundle((config) => {
      const syscalls = [{ names: NEEDED, action: "SCMP_ACT_ALLOW" }];
      withProfile({ defaultAction: "SCMP_ACT_ERRNO", defaultErrnoRet: 95, syscalls })(config);
      config.process.args = ["/probe", ...SYNC.split(" ")];
    });
    const container = scene.container(bundle);
    container.run();
    expect(container.lines[0]?.errno).toBe("EOPNOTSUPP");
  });

  check("a call newer than the profile gets ENOSYS, not EPERM", (scene) => {
    const bundle = scene.bundle((config) => {
      const architectures = [process.arch === "arm64" ? "SCMP_ARCH_AARCH64" : "SCMP_ARCH_X86_64"];
      const syscalls = [{ names: NEEDED, action: "SCMP_ACT_ALLOW" }];
      withProfile({ defaultAction: "SCMP_ACT_ERRNO", architectures, syscalls })(config);
      config.process.args = ["/probe", "syscall", "600"];
    });
    const container = scene.container(bundle);
    container.run();
    expect(container.lines[0]?.errno).toBe("ENOSYS");
  });

  const OPERATORS: readonly [string, number, number[], number[]][] = [
    ["SCMP_CMP_EQ", 0o22, [0o22], [0o21, 0o23]],
    ["SCMP_CMP_NE", 0o22, [0o21, 0o23], [0o22]],
    ["SCMP_CMP_LT", 0o22, [0o21], [0o22, 0o23]],
    ["SCMP_CMP_LE", 0o22, [0o21, 0o22], [0o23]],
    ["SCMP_CMP_GT", 0o22, [0o23], [0o21, 0o22]],
    ["SCMP_CMP_GE", 0o22, [0o22, 0o23], [0o21]],
  ];
  for (const [op, value, denied, allowed] of OPERATORS) {
    check(`args: ${op}`, (scene) => {
      const change = withRules({ names: ["umask"], action: "SCMP_ACT_ERRNO", args: [{ index: 0, value, op }] });
      const seen = scene.inside(change, ...[...denied, ...allowed].map(umask));
      expect(seen.lines.map(({ errno }) => errno)).toEqual([...denied.map(() => "EPERM"), ...allowed.map(() => "")]);
    });
  }

  check("args: SCMP_CMP_MASKED_EQ", (scene) => {
    const args = [{ index: 0, value: 0o70, valueTwo: 0o20, op: "SCMP_CMP_MASKED_EQ" }];
    const seen = scene.inside(
      withRules({ names: ["umask"], action: "SCMP_ACT_ERRNO", args }),
      umask(0o22),
      umask(0o27),
      umask(0o32),
    );
    expect(seen.lines.map(({ errno }) => errno)).toEqual(["EPERM", "EPERM", ""]);
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
