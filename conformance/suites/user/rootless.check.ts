import { join } from "node:path";
import { expect } from "vitest";
import { suite } from "../../harness/check.ts";
import { sail, USER, withSubordinates } from "./ordinary.ts";

suite("rootless", (check) => {
  check("an ordinary user runs a container as its root", (scene) => {
    const container = sail(scene, ["report"]);
    container.run().ok();
    expect(container.report.uids[0]).toBe(0);
    expect(container.report.uidMap.trim().split(/\s+/).map(Number)).toEqual([0, USER, 1]);
    expect(container.report.hostname).toBe("box");
  });

  check("without subordinate ids setgroups is denied", (scene) => {
    const container = sail(scene, ["report"]);
    container.run().ok();
    expect(container.report.setgroups.trim()).toBe("deny");
  });

  check("newuidmap and newgidmap map subordinate ids", (scene) => {
    const container = sail(scene, ["report"], (config) => {
      withSubordinates(config);
      config.process.user = { uid: 1000, gid: 1001 };
    });
    container.run().ok();
    expect([container.report.uids[0], container.report.gids[0]]).toEqual([1000, 1001]);
    expect(container.report.uidMap.trim().split("\n").length).toBe(2);
  });

  check("supplementary groups of subordinate ids", (scene) => {
    const container = sail(scene, ["report"], (config) => {
      withSubordinates(config);
      config.process.user.additionalGids = [7];
    });
    container.run().ok();
    expect(container.report.groups).toEqual([7]);
  });

  check("ids that are not the user's own are an error", (scene) => {
    const container = sail(scene, ["report"], (config) => {
      config.linux.uidMappings = [{ containerID: 0, hostID: 0, size: 2 }];
    });
    container.run().fails(/map|permitted|not permitted|denied/i);
  });

  check("create, state, start, kill, delete", async (scene) => {
    const container = sail(scene, ["sleep"]);
    container.create().ok();
    expect(container.state().status).toBe("created");
    container.start().ok();
    expect(container.state().status).toBe("running");
    container.kill("KILL").ok();
    await container.becomes("stopped");
    container.delete().ok();
    container.stateOutcome().fails("does not exist");
  });

  check("the default root directory is in XDG_RUNTIME_DIR", (scene) => {
    const container = sail(scene, ["sleep"]);
    const home = join(scene.dir, "users-root");
    const caller = { uid: USER, gid: USER, env: { XDG_RUNTIME_DIR: home } };
    const words = ["create", "--bundle", container.bundle.dir, "elsewhere"];
    scene.runtime.bare(words, caller).ok();
    const listed = scene.runtime.bare(["list", "-q"], caller).ok().stdout;
    scene.runtime.bare(["delete", "--force", "elsewhere"], caller).ok();
    expect(listed).toBe("elsewhere\n");
  });

  check("the host's devices are bound, not made", (scene) => {
    const container = sail(scene, ["stat /dev/null", "try-open /dev/null rw"]);
    container.run().ok();
    expect(container.lines[0]).toMatchObject({ type: "character", major: 1, minor: 3 });
    expect(container.lines[1]?.errno).toBe("");
  });

  check("a limit that an ordinary user may not set is an error", (scene) => {
    const container = sail(scene, ["report"], (config) => {
      config.linux.resources = { pids: { limit: 10 } };
      config.linux.cgroupsPath = "/rootless-box";
    });
    container.run().fails(/cgroup|permission denied/i);
  });

  check("--rootless: with false a cgroup that may not be made is an error", { flags: ["--rootless"] }, (scene) => {
    const { bundle } = sail(scene, ["exit 0"]);
    const home = join(scene.dir, "users-root");
    const caller = { uid: USER, gid: USER, env: { XDG_RUNTIME_DIR: home, HOME: home } };
    const run = (value: string) => {
      const runtime = scene.runtimeWith({ caller, root: home, flags: [`--rootless=${value}`] });
      return scene.container(bundle, runtime).run();
    };
    run("auto").ok();
    run("true").ok();
    run("false").fails(/permission denied/i);
  });

  check("/sys/fs/cgroup cannot be written (CVE-2023-25809)", (scene) => {
    const container = sail(scene, ["mkdir /sys/fs/cgroup/new", "try-open /sys/fs/cgroup/pids/cgroup.procs w"]);
    container.run().ok();
    expect(container.lines.map(({ errno }) => errno)).not.toContain("");
  });
});
