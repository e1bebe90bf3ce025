import { spawnSync } from "node:child_process";
import { chmodSync, closeSync, copyFileSync, mkdirSync, openSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { BUSYBOX, STATIC, temporaryDirectory } from "./native.ts";

/** A tree as dist/ is, whose engine is the given shell script; returns the launcher's path. */
function install(script: string): string {
  const root = temporaryDirectory();
  mkdirSync(`${root}/bin`);
  mkdirSync(`${root}/lib/caisson`, { recursive: true });
  copyFileSync(STATIC, `${root}/bin/caisson`);
  writeFileSync(`${root}/lib/caisson/engine`, `#!${BUSYBOX} sh\n${script}\n`);
  chmodSync(`${root}/lib/caisson/engine`, 0o755);
  return `${root}/bin/caisson`;
}

const SHOW_ENVIRONMENT = "tr '\\0' '\\n' </proc/$$/environ";

function launch(script: string, options: Parameters<typeof spawnSync>[2] & { args?: string[] } = {}) {
  const { args = [], ...rest } = options;
  const result = spawnSync(install(script), args, { encoding: "utf8", env: {}, ...rest });
  return { status: result.status, stdout: String(result.stdout), stderr: String(result.stderr) };
}

describe("the launcher's environment", () => {
  it("fixes PATH, lets the runtime's own variables through, and everything else under a prefix", () => {
    const env = {
      PATH: "/tmp/evil",
      BUN_OPTIONS: "--preload=/tmp/x.js",
      NODE_OPTIONS: "--require /tmp/x.js",
      LD_PRELOAD_NOT: "1",
      CAISSON_CWD: "/forged",
      LISTEN_FDS: "2",
      NOTIFY_SOCKET: "/run/n",
      HOME: "/home/u",
    };
    const variables = launch(SHOW_ENVIRONMENT, { env, cwd: "/usr" }).stdout.trim().split("\n").sort();
    expect(
      variables.filter((entry) => !entry.startsWith("CAISSON_CALLER_") && !entry.startsWith("CAISSON_NOFILE")),
    ).toEqual([
      "BUN_JSC_useJIT=0",
      "CAISSON_CWD=/usr",
      "CAISSON_KEPT_FDS=0",
      "LISTEN_FDS=2",
      "NOTIFY_SOCKET=/run/n",
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    ]);
    for (const [key, value] of Object.entries(env)) expect(variables).toContain(`CAISSON_CALLER_${key}=${value}`);
  });

  it("tells the caller's RLIMIT_NOFILE", () => {
    const launcher = install("echo $CAISSON_NOFILE");
    const { stdout } = spawnSync("/bin/sh", ["-c", `ulimit -Sn 200; ulimit -Hn 300; exec ${launcher}`], {
      encoding: "utf8",
    });
    expect(stdout.trim()).toBe("200 300");
  });

  it("leaves CAISSON_CWD empty where the directory was deleted", () => {
    const launcher = install('echo "[$CAISSON_CWD] $(pwd)"');
    const gone = temporaryDirectory();
    const { stdout } = spawnSync("/bin/sh", ["-c", `cd ${gone}; rmdir ${gone}; exec ${launcher}`], {
      encoding: "utf8",
    });
    expect(stdout.trim()).toBe("[] /");
  });

  it("counts the descriptors that follow stdio without a gap", () => {
    const launcher = install("echo $CAISSON_KEPT_FDS");
    const command = `exec ${launcher} 3</dev/null 4</dev/null 6</dev/null`;
    expect(spawnSync("/bin/sh", ["-c", command], { encoding: "utf8" }).stdout.trim()).toBe("2");
  });
});

describe("the launcher", () => {
  it("passes arguments as they are, and the exit status", () => {
    const { stdout, status } = launch('printf "<%s>" "$@"; exit 9', {
      args: ["run", "", "a b", "é", "--x=1", "@init"],
    });
    expect(stdout).toBe("<run><><a b><é><--x=1><@init>");
    expect(status).toBe(9);
  });

  it("does not take its mode from argv[0]", () => {
    const { stdout } = launch("echo engine", { argv0: "@init", args: ["3"] });
    expect(stdout).toBe("engine\n");
  });

  it("is found through a link of another name", () => {
    const link = `${temporaryDirectory()}/runc`;
    symlinkSync(install("echo engine"), link);
    expect(spawnSync(link, [], { encoding: "utf8" }).stdout).toBe("engine\n");
  });

  it("refuses an argument that is not UTF-8", () => {
    const launcher = install("echo reached");
    // an overlong slash, a surrogate, a lone continuation, a cut sequence
    for (const bytes of ["\\300\\257", "\\355\\240\\200", "\\200", "\\342\\202"]) {
      const result = spawnSync("/bin/sh", ["-c", `exec ${launcher} "$(printf 'x${bytes}')"`], { encoding: "utf8" });
      expect(result).toMatchObject({ status: 1, stdout: "", stderr: "caisson: an argument is not valid UTF-8\n" });
    }
  });

  it("opens /dev/null where stdio is closed", () => {
    const launcher = install("in=$(readlink /proc/$$/fd/0); out=$(readlink /proc/$$/fd/1); echo $in $out >&2");
    const result = spawnSync("/bin/sh", ["-c", `exec ${launcher} <&- >&-`], { encoding: "utf8" });
    expect(result.stderr).toBe("/dev/null /dev/null\n");
  });

  it("leaves signal dispositions as inherited", () => {
    const launcher = install("grep SigIgn /proc/$$/status");
    const { stdout } = spawnSync("/bin/sh", ["-c", `trap '' HUP; exec ${launcher}`], { encoding: "utf8" });
    expect(Number.parseInt(stdout.trim().slice(-1), 16) & 1).toBe(1);
  });

  it("names the engine that it cannot execute", () => {
    const launcher = install("");
    const engine = launcher.replace("/bin/caisson", "/bin/../lib/caisson/engine");
    rmSync(engine);
    expect(spawnSync(launcher, [], { encoding: "utf8" })).toMatchObject({
      status: 1,
      stderr: `caisson: cannot execute the engine ${engine}: No such file or directory\n`,
    });
  });

  it("passes descriptors on without touching them", () => {
    const launcher = install("readlink /proc/$$/fd/3");
    const fd = openSync("/proc/self/status", "r");
    const result = spawnSync(launcher, [], { stdio: ["ignore", "pipe", "inherit", fd], encoding: "utf8" });
    closeSync(fd);
    expect(result.stdout).toMatch(/^\/proc\/\d+\/status\n$/);
  });
});
