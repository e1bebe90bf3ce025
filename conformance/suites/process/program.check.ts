import { expect } from "vitest";
import { suite } from "../../harness/check.ts";
import { DEFAULT_PATH } from "../../harness/config.ts";

suite("process", (check) => {
  check("args: every argument arrives as it is", { proves: ["/process/args/*"] }, (scene) => {
    const words = ["", "a b", "é", "$HOME", "'\"", "\\", "-", "--flag=x"];
    const seen = scene.inside((config) => {
      config.process.args = ["/probe", "report", ...words];
    });
    expect(seen.report.arguments).toEqual(words);
    expect(scene.inside().report.arguments).toEqual([]);
  });

  check("args: a name without a slash is looked up in the container's PATH", (scene) => {
    const bundle = scene.bundle((config) => {
      config.process.args = ["tool"];
      config.process.env = ["PATH=/nowhere:/opt/bin"];
    });
    bundle.put("opt/bin/tool", "#!/probe exit\n", 0o755);
    expect(scene.container(bundle).run().status).toBe(0);
  });

  check("args: a program that is not in PATH is an error that names it", (scene) => {
    scene.refuses((config) => {
      config.process.args = ["no-such-tool"];
    }, /no-such-tool.*executable file not found in|executable file not found in.*no-such-tool/);
  });

  check("args: a path that does not exist is an error at create", (scene) => {
    const bundle = scene.bundle((config) => {
      config.process.args = ["/no/such/program"];
    });
    scene
      .container(bundle)
      .create()
      .fails(/\/no\/such\/program.*no such file or directory/i);
  });

  check("args: a file that is not executable is an error at create", (scene) => {
    const bundle = scene.bundle((config) => {
      config.process.args = ["/etc/plain"];
    });
    bundle.put("etc/plain", "text");
    scene
      .container(bundle)
      .create()
      .fails(/permission denied/i);
  });

  check("args: a directory is no program", (scene) => {
    scene.refuses((config) => {
      config.process.args = ["/tmp"];
    }, /permission denied|is a directory/i);
  });

  check("args: a script runs by its interpreter", (scene) => {
    const bundle = scene.bundle((config) => {
      config.process.args = ["/script"];
    });
    bundle.put("script", "#!/probe report\n", 0o755);
    expect(scene.container(bundle).run().ok().stdout).toContain('"arguments":["/script"]');
  });

  check("env: it is what config.json says, and HOME", { proves: ["/process/env/*"] }, (scene) => {
    const seen = scene.contrast(
      (config) => {
        config.process.env.push("GREETING=hello world", "EMPTY=");
      },
      ({ report }) => report.env.filter((entry) => !entry.startsWith("HOME=")),
    );
    expect(seen.without).toEqual([DEFAULT_PATH, "TERM=xterm"]);
    expect(seen.with).toEqual([DEFAULT_PATH, "TERM=xterm", "GREETING=hello world", "EMPTY="]);
  });

  check("env: nothing of the caller's arrives", (scene) => {
    const container = scene.container(scene.probeBundle(["report"]));
    const env = { CANARY: "1", BUN_OPTIONS: "--nope", NODE_OPTIONS: "--nope", LD_LIBRARY_PATH: "/nowhere" };
    container.run([], { env }).ok();
    expect(container.report.env.join(" ")).not.toMatch(/CANARY|OPTIONS|LD_|CAISSON/);
  });

  check("env: HOME comes from the container's passwd", (scene) => {
    const bundle = scene.probeBundle(["report"], (config) => {
      config.process.user.uid = 7;
    });
    bundle.put("etc/passwd", "root:x:0:0::/root:/bin/sh\nseven:x:7:7::/home/seven:/bin/sh\n");
    const container = scene.container(bundle);
    container.run().ok();
    expect(container.report.env).toContain("HOME=/home/seven");
  });

  check("env: a HOME that config.json gives stays", (scene) => {
    const seen = scene.inside((config) => {
      config.process.env.push("HOME=/elsewhere");
    });
    expect(seen.report.env.filter((entry) => entry.startsWith("HOME="))).toEqual(["HOME=/elsewhere"]);
  });

  check("cwd: the process starts there", { proves: ["/process/cwd"] }, (scene) => {
    const seen = scene.contrast(
      (config) => {
        config.process.cwd = "/tmp";
      },
      ({ report }) => report.cwd,
    );
    expect(seen).toEqual({ without: "/", with: "/tmp" });
  });

  check("cwd: a missing directory is made", (scene) => {
    const seen = scene.inside((config) => {
      config.process.cwd = "/made/for/it";
      config.root.readonly = false;
    });
    expect(seen.report.cwd).toBe("/made/for/it");
  });

  check("cwd: a relative path is an error", (scene) => {
    scene.refuses((config) => {
      config.process.cwd = "tmp";
    }, /cwd/i);
  });

  check("a session of its own, and PID 1", (scene) => {
    const { report } = scene.inside();
    expect([report.pid, report.sid, report.pgid]).toEqual([1, 1, 1]);
  });

  check("a session keyring of its own, without one by --no-new-keyring", (scene) => {
    const bundle = scene.probeBundle(["report"], (config) => {
      delete config.linux.seccomp;
    });
    const keyrings = [[], ["--no-new-keyring"]].map((flags) => {
      const container = scene.container(bundle);
      container.run(flags).ok();
      return { id: container.id, keyring: container.report.keyring };
    });
    expect(keyrings[0]?.keyring).toContain(keyrings[0]?.id);
    expect(keyrings[1]?.keyring).not.toContain(keyrings[1]?.id);
  });

  check("signals: nothing is blocked or ignored", (scene) => {
    const bundle = scene.probeBundle(["report"]);
    const container = scene.container(bundle);
    const words = scene.runtime.words(["run", "--bundle", bundle.dir, container.id]);
    const outcome = scene.shell('trap "" PIPE HUP TERM XFSZ; exec "$@"', words).ok();
    const report = JSON.parse(outcome.stdout);
    expect(report.blockedSignals).toEqual([]);
    // the C library's own two real-time signals are outside of what a program can ask for
    expect(report.ignoredSignals.filter((signal: number) => ![1, 13, 15, 25].includes(signal))).toEqual([]);
  });

  check("signals: none of the engine's dispositions reach the process", (scene) => {
    expect(scene.inside().report.ignoredSignals).toEqual([]);
  });

  check("descriptors: 0, 1, 2 and nothing more", (scene) => {
    const { report } = scene.inside();
    expect(report.descriptors.map(({ fd }) => fd)).toEqual([0, 1, 2]);
  });

  check("no process: create works, start is an error", (scene) => {
    const bundle = scene.bundle();
    bundle.writeText(JSON.stringify({ ...bundle.config, process: undefined }));
    const container = scene.container(bundle);
    container.create().ok();
    container.start().fails(/process/);
    scene
      .container(bundle)
      .run()
      .fails(/process/);
  });
});
