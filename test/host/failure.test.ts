import { describe, expect, it } from "vitest";
import type { Report } from "../../src/host/channel.ts";
import { hostFailure, initFailure } from "../../src/host/failure.ts";
import type { Step } from "../../src/plan/steps.ts";

const report = (change: Partial<Report>): Report => ({
  type: "failed",
  step: 0,
  error: 0,
  pid: 0,
  syscall: "",
  detail: "",
  fds: [],
  ...change,
});

const mount: Step = {
  op: "mount.fs",
  call: "fsconfig",
  flags: 0,
  at: "init",
  from: "/mounts/6",
  type: "tmpfs",
  source: "tmpfs",
  target: "/dev",
  options: ["mode=abc"],
  copyUp: "nothing",
  ifDenied: "fail",
  attrSet: 0,
  attrClear: 0,
  propagation: 0,
  propagationRecursive: false,
};

describe("initFailure", () => {
  it("names the attempt, the kernel's own words, the place, the call and the errno", () => {
    const error = initFailure(mount, report({ error: 22, syscall: "fsconfig", detail: "tmpfs: Bad value for 'mode'" }));
    expect(error.message).toBe("mount tmpfs at /dev: tmpfs: Bad value for 'mode': invalid argument");
    expect(error).toMatchObject({ code: "STEP_FAILED", from: "/mounts/6", syscall: "fsconfig", errno: "EINVAL" });
    expect(error.hint).toBeDefined();
  });

  it("names what the step was about", () => {
    const cwd: Step = { op: "dir.create", at: "init", from: "/process/cwd", path: "/srv/data", mode: 0o755 };
    expect(initFailure(cwd, report({ error: 20, syscall: "openat2" })).message).toBe(
      "make the directory /srv/data: not a directory",
    );
    const link: Step = {
      op: "symlink.create",
      at: "init",
      from: "default:links",
      path: "/dev/ptmx",
      target: "pts/ptmx",
    };
    expect(initFailure(link, report({ error: 30 })).message).toMatch(/^link \/dev\/ptmx to pts\/ptmx: read-only/);
  });

  it("stays in its line where a hook's last words end theirs", () => {
    const error = initFailure(mount, report({ detail: "exited with status 9: no\n" }));
    expect(error.message).toBe("mount tmpfs at /dev: exited with status 9: no");
  });

  it("does not take a hook's time-out for one of the network", () => {
    const step: Step = {
      op: "hook.run",
      at: "init",
      from: "/hooks/createContainer/0",
      event: "createContainer",
      path: "/bin/hook",
      args: [],
      env: [],
      timeout: 1000,
      ifFails: "fail",
      stateBefore: "",
      stateAfter: "",
    };
    const error = initFailure(step, report({ error: 110, syscall: "hook", detail: "ran longer than 1000 ms" }));
    expect(error.message).toBe("createContainer hook /bin/hook: ran longer than 1000 ms");
    expect(error).toMatchObject({ code: "HOOK_FAILED", errno: undefined });
  });

  it("keeps the words that callers match for a missing program", () => {
    const step: Step = {
      op: "program.check",
      at: "init",
      from: "/process/args/0",
      program: "foo",
      cwd: "/",
      path: "/bin",
    };
    const detail = 'exec: "foo": executable file not found in $PATH';
    const error = initFailure(step, report({ error: 2, syscall: "lookup", detail }));
    expect(error).toMatchObject({ code: "EXEC_NOT_FOUND", message: detail, from: "/process/args/0" });
  });
});

describe("hostFailure", () => {
  it("names file, value, call and errno of a cgroup write", () => {
    const step: Step = {
      op: "cgroup.write",
      at: "host",
      from: "/linux/resources/pids/limit",
      dir: "/sys/fs/cgroup/pids/x",
      file: "pids.max",
      value: "5000000",
    };
    const cause = Object.assign(new Error("write"), { errno: -22, syscall: "write", code: "EINVAL" });
    expect(hostFailure(step, cause)).toMatchObject({
      message: 'write "5000000" to /sys/fs/cgroup/pids/x/pids.max: invalid argument',
      from: "/linux/resources/pids/limit",
      syscall: "write",
      errno: "EINVAL",
    });
  });
});
