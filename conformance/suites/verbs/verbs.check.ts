import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { suite } from "../../harness/check.ts";
import type { Config } from "../../harness/config.ts";

interface PlannedStep {
  readonly at: string;
  readonly op: string;
  readonly from: string;
}

suite("verbs", (check) => {
  check("--version: name, version; commit; spec", { flags: ["--version"] }, (scene) => {
    for (const flag of ["--version", "-v"]) {
      const [first, second, third] = scene.runtime.bare([flag]).ok().stdout.split("\n");
      expect(first).toMatch(/^\S+ version \d+\.\d+\.\d+/);
      expect(second).toMatch(/^commit: \S+/);
      expect(third).toMatch(/^spec: 1\.\d+\.\d+/);
    }
  });

  check("--help: the verbs", { flags: ["--help"] }, (scene) => {
    for (const flag of ["--help", "-h"]) {
      const { stdout } = scene.runtime.bare([flag]).ok();
      for (const verb of ["create", "start", "state", "kill", "delete", "run", "list", "spec", "features"]) {
        expect(stdout).toContain(verb);
      }
    }
  });

  check("VERB --help: its flags, and nothing happens", (scene) => {
    const { stdout } = scene.runtime.call(["create", "--help"]).ok();
    for (const flag of [
      "--bundle",
      "--console-socket",
      "--pid-file",
      "--no-pivot",
      "--no-new-keyring",
      "--preserve-fds",
    ]) {
      expect(stdout).toContain(flag);
    }
  });

  check("spec: a config.json that runs", { flags: ["spec --bundle"] }, (scene) => {
    const bundle = scene.bundle();
    scene.shell('rm "$1"', [bundle.configFile]).ok();
    scene.runtime.bare(["spec", "--bundle", bundle.dir]).ok();
    const config: Config = JSON.parse(readFileSync(bundle.configFile, "utf8"));
    expect(config.process.terminal).toBe(true);
    expect(config.root).toEqual({ path: "rootfs", readonly: true });
    expect(config.mounts.map(({ destination }) => destination)).toContain("/dev/pts");
    config.process.terminal = false;
    config.process.args = ["/probe", "report"];
    bundle.writeText(JSON.stringify(config));
    const container = scene.container(bundle);
    container.run().ok();
    expect(container.report.pid).toBe(1);
  });

  check("spec: in the working directory; one that is there is not overwritten", (scene) => {
    scene.runtime.bare(["spec"], { cwd: scene.dir }).ok();
    const file = join(scene.dir, "config.json");
    const before = readFileSync(file, "utf8");
    expect(scene.runtime.bare(["spec"], { cwd: scene.dir }).fails("config.json").status).toBe(1);
    expect(readFileSync(file, "utf8")).toBe(before);
  });

  check("spec --rootless: mappings of the caller, no network, no cgroup", { flags: ["spec --rootless"] }, (scene) => {
    scene.runtime.bare(["spec", "--rootless"], { cwd: scene.dir, uid: 4242, gid: 4242 }).fails(/permission denied/i);
    scene.shell('chmod 777 "$1"', [scene.dir]).ok();
    scene.runtime.bare(["spec", "--rootless"], { cwd: scene.dir, uid: 4242, gid: 4242 }).ok();
    const config: Config = JSON.parse(readFileSync(join(scene.dir, "config.json"), "utf8"));
    expect(config.linux.uidMappings).toEqual([{ containerID: 0, hostID: 4242, size: 1 }]);
    expect(config.linux.namespaces.map(({ type }) => type)).not.toContain("network");
    expect(config.linux.namespaces.map(({ type }) => type)).toContain("user");
  });

  check("validate: a good bundle, and one that is not", { flags: ["validate --bundle"] }, (scene) => {
    const bundle = scene.probeBundle(["exit 0"]);
    scene.runtime.bare(["validate", "--bundle", bundle.dir]).ok();
    bundle.config.process.cwd = "relative";
    bundle.write();
    const outcome = scene.runtime.bare(["validate", bundle.dir]);
    expect(outcome.status).toBe(1);
    expect(outcome.stdout + outcome.stderr).toContain("/process/cwd");
  });

  check("plan: a line for each step, with its place in config.json", (scene) => {
    const bundle = scene.probeBundle(["exit 0"]);
    const { stdout } = scene.runtime.bare(["plan", bundle.dir]).ok();
    expect(stdout).toMatch(/init\s+mount\.fs\s+\/mounts\/0\s+.*proc/);
    expect(stdout).toMatch(/init\s+gate\.wait/);
  });

  check("plan --format json: the steps as data", { flags: ["plan --format", "plan --bundle"] }, (scene) => {
    const bundle = scene.probeBundle(["exit 0"], (config) => {
      config.hostname = "planned";
    });
    const plan = JSON.parse(scene.runtime.bare(["plan", "--format", "json", "--bundle", bundle.dir]).ok().stdout);
    const steps: PlannedStep[] = plan.create;
    expect(steps).toContainEqual(
      expect.objectContaining({ at: "init", op: "hostname.set", from: "/hostname", name: "planned" }),
    );
    const ops = steps.map(({ op }) => op);
    expect(ops.indexOf("rootfs.pivot")).toBeLessThan(ops.indexOf("gate.wait"));
    expect(ops.indexOf("gate.wait")).toBeLessThan(ops.indexOf("exec"));
    expect(steps.every(({ from }) => /^(\/|default:)/.test(from))).toBe(true);
  });

  check("plan --id: of the container's own paths", { flags: ["plan --id"] }, (scene) => {
    const bundle = scene.probeBundle(["exit 0"]);
    const of = (...flags: string[]) => scene.runtime.call(["plan", ...flags, bundle.dir]).ok().stdout;
    expect([of().includes("lighthouse"), of("--id", "lighthouse").includes("lighthouse")]).toEqual([false, true]);
  });

  check("plan --console-socket: of a detached container", { flags: ["plan --console-socket"] }, (scene) => {
    const bundle = scene.probeBundle(["exit 0"], (config) => {
      config.process.terminal = true;
    });
    const of = (...flags: string[]) => scene.runtime.call(["plan", ...flags, bundle.dir]).ok().stdout;
    expect(of()).not.toMatch(/console\.send/);
    expect(of("--console-socket", "/run/console")).toMatch(/host\s+console\.send\s.*\/run\/console/);
  });

  check("VERB --help: every verb has one", (scene) => {
    const verbs = ["create", "delete", "features", "kill", "list", "run", "spec", "start", "state"];
    for (const verb of verbs) expect(scene.runtime.bare([verb, "--help"]).ok().stdout).toContain(verb);
  });

  check("plan: without root, and nothing is made", (scene) => {
    const bundle = scene.probeBundle(["exit 0"]);
    scene.shell('chmod 755 "$1"', [scene.dir]).ok();
    scene.runtime.bare(["plan", bundle.dir], { uid: 4242, gid: 4242 }).ok();
  });

  check("output that nobody reads is no disaster", (scene) => {
    const outcome = scene.shell('"$1" features | head -c 1', [scene.runtime.path]);
    expect(outcome.stderr).not.toMatch(/EPIPE|panic|Error:/);
  });
});
