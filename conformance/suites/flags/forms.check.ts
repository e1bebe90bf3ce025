import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { suite } from "../../harness/check.ts";
import { runtime as underTest } from "../../harness/environment.ts";

suite("flags", (check) => {
  const FORMS: readonly [string, (dir: string) => string[]][] = [
    ["--bundle DIR", (dir) => ["--bundle", dir]],
    ["--bundle=DIR", (dir) => [`--bundle=${dir}`]],
    ["-bundle DIR", (dir) => ["-bundle", dir]],
    ["-bundle=DIR", (dir) => [`-bundle=${dir}`]],
    ["-b DIR", (dir) => ["-b", dir]],
    ["-b=DIR", (dir) => [`-b=${dir}`]],
    ["--b DIR", (dir) => ["--b", dir]],
  ];
  for (const [form, words] of FORMS) {
    check(form, (scene) => {
      const bundle = scene.probeBundle(["exit 3"]);
      expect(scene.runtime.call(["run", ...words(bundle.dir), "box"]).status).toBe(3);
    });
  }

  check("booleans: --flag, --flag=true, --flag=false, -flag", (scene) => {
    const kept = (flag: string) => {
      const container = scene.container(scene.probeBundle(["exit 0"]));
      container.run([flag]).ok();
      return container.stateOutcome().status === 0;
    };
    expect([kept("--keep"), kept("--keep=true"), kept("-keep"), kept("--keep=false")]).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  check("--: what follows is no flag", (scene) => {
    const bundle = scene.probeBundle(["exit 3"]);
    expect(scene.runtime.call(["run", "--bundle", bundle.dir, "--", "box"]).status).toBe(3);
  });

  check("a flag that does not exist is an error that names it", (scene) => {
    const bundle = scene.probeBundle(["exit 0"]);
    const outcome = scene.runtime.call(["run", "--bundle", bundle.dir, "--telepathy", "box"]);
    expect(outcome.status).toBe(1);
    expect(outcome.stderr + outcome.stdout).toContain("telepathy");
  });

  check("a global flag that does not exist is an error that names it", (scene) => {
    const outcome = scene.runtime.bare(["--telepathy", "list"]);
    expect(outcome.status).toBe(1);
    expect(outcome.stderr + outcome.stdout).toContain("telepathy");
  });

  check("a flag without its value is an error", (scene) => {
    expect(scene.runtime.call(["list", "--format"]).status).toBe(1);
  });

  check("a number that is none is an error", (scene) => {
    const bundle = scene.probeBundle(["exit 0"]);
    expect(scene.runtime.call(["run", "--bundle", bundle.dir, "--preserve-fds", "many", "box"]).status).toBe(1);
  });

  check("a verb that does not exist: did you mean", (scene) => {
    const outcome = scene.runtime.call(["strat", "box"]);
    expect(outcome.status).toBe(1);
    expect(outcome.stderr).toContain("start");
  });

  check("a flag that is nearly one: did you mean", (scene) => {
    expect(scene.runtime.call(["create", "--bundel", "/tmp", "box"]).stderr).toContain("bundle");
  });

  check("--root: the state is there, for root alone", { flags: ["--root"] }, (scene) => {
    const root = join(scene.dir, "other");
    const container = scene.container(scene.probeBundle(["sleep"]), scene.runtimeWith({ root }));
    container.create().ok();
    expect(statSync(join(root, container.id)).mode & 0o077 & ~0o011).toBe(0);
    container.delete("--force").ok();
    expect(existsSync(join(root, container.id))).toBe(false);
  });

  check("--root: a relative path is taken from the working directory", (scene) => {
    const bundle = scene.probeBundle(["sleep"]);
    const caller = { cwd: scene.dir };
    scene.runtime.bare(["--root", "relative", "create", "--bundle", bundle.dir, "box"], caller).ok();
    expect(existsSync(join(scene.dir, "relative", "box"))).toBe(true);
    scene.runtime.bare(["--root=relative", "delete", "--force", "box"], caller).ok();
  });

  check("without --root: /run", (scene) => {
    const bundle = scene.probeBundle(["sleep"]);
    scene.runtime.bare(["create", "--bundle", bundle.dir, "box"]).ok();
    const found = existsSync(`/run/${underTest.name}/box`);
    scene.runtime.bare(["delete", "--force", "box"]).ok();
    expect(found).toBe(true);
  });

  check("--rootless: true, false and auto are taken", (scene) => {
    for (const value of ["true", "false", "auto"])
      scene
        .runtimeWith({ flags: [`--rootless=${value}`] })
        .call(["list"])
        .ok();
  });

  check(
    "--systemd-cgroup: an error where systemd is not the init, and nothing else's concern",
    { flags: ["--systemd-cgroup"] },
    (scene) => {
      const runtime = scene.runtimeWith({ flags: ["--systemd-cgroup"] });
      scene
        .container(scene.probeBundle(["exit 0"]), runtime)
        .run()
        .fails(/systemd not running on this host, cannot use systemd cgroups manager/);
      runtime.call(["list"]).ok();
    },
  );
});
