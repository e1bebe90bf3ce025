import { readlinkSync } from "node:fs";
import { expect } from "vitest";
import { suite } from "../../harness/check.ts";
import { allProcesses, isAlive } from "../../harness/processes.ts";
import { eventually, slowness } from "../../harness/waiting.ts";
import { addHook, EVENTS, everyEvent, hooked, readLog } from "./hooked.ts";

suite("hooks", (check) => {
  check("each runs once, at its time", async (scene) => {
    const container = hooked(scene, everyEvent(scene));
    const names = () =>
      readLog(scene)
        .map(({ hook }) => hook)
        .filter((name) => name !== "poststart-1");
    container.create().ok();
    expect(names()).toEqual(["prestart-1", "createRuntime-1", "createContainer-1"]);
    container.start().ok();
    await eventually("the startContainer hook", () => names().length === 4);
    expect(names().slice(3)).toEqual(["startContainer-1"]);
    container.kill("KILL").ok();
    await container.becomes("stopped");
    container.delete().ok();
    expect(names().slice(4)).toEqual(["poststop-1"]);
  });

  check("poststart: runs in start, not before", (scene) => {
    const container = hooked(scene, (config) => addHook(scene, config, "poststart"));
    container.create().ok();
    expect(readLog(scene)).toEqual([]);
    container.start().ok();
    expect(readLog(scene).map(({ hook }) => hook)).toEqual(["poststart-1"]);
  });

  check("in the foreground too", (scene) => {
    hooked(scene, everyEvent(scene), ["sleep 1"]).run().ok();
    expect(
      readLog(scene)
        .map(({ hook }) => hook)
        .sort(),
    ).toEqual(EVENTS.map((event) => `${event}-1`).sort());
  });

  check("without any, nothing runs", (scene) => {
    hooked(scene, () => {}, ["exit 0"])
      .run()
      .ok();
    expect(readLog(scene)).toEqual([]);
  });

  check("several of one event, in order", (scene) => {
    const container = hooked(scene, (config) => {
      for (let i = 0; i < 3; i++) addHook(scene, config, "createRuntime");
    });
    container.create().ok();
    expect(readLog(scene).map(({ hook }) => hook)).toEqual(["createRuntime-1", "createRuntime-2", "createRuntime-3"]);
  });

  check("the state on standard input", async (scene) => {
    const container = hooked(scene, (config) => {
      config.annotations = { "org.example": "yes" };
      everyEvent(scene)(config);
    });
    container.create().ok();
    const { pid } = container.state();
    container.start().ok();
    container.kill("KILL").ok();
    await container.becomes("stopped");
    container.delete().ok();
    const states = readLog(scene).map(({ hook, stdin }) => ({ hook, ...JSON.parse(stdin) }));
    const common = { id: container.id, bundle: container.bundle.dir, annotations: { "org.example": "yes" } };
    for (const state of states) expect(state).toMatchObject({ ...common, ociVersion: expect.stringMatching(/^1\.\d/) });
    expect(Object.fromEntries(states.map((state) => [state.hook.slice(0, -2), state.status]))).toMatchObject({
      createRuntime: "creating",
      createContainer: "creating",
      startContainer: "created",
      poststart: "running",
      poststop: "stopped",
    });
    for (const event of ["prestart-1", "createRuntime-1", "poststart-1"]) {
      expect(states.find(({ hook }) => hook === event)?.pid, event).toBe(pid);
    }
  });

  check("prestart finds the container created, as before runtime-spec 1.0.2", (scene) => {
    const container = hooked(scene, (config) => addHook(scene, config, "prestart"));
    container.create().ok();
    expect(readLog(scene).map(({ stdin }) => JSON.parse(stdin).status)).toEqual(["created"]);
  });

  check("their namespaces: the runtime's, or the container's", (scene) => {
    const container = hooked(scene, everyEvent(scene));
    container.create().ok();
    container.start().ok();
    const own = readlinkSync("/proc/self/ns/mnt");
    const inside = readlinkSync(`/proc/${container.state().pid}/ns/mnt`);
    const where = Object.fromEntries(readLog(scene).map(({ hook, mnt }) => [hook.slice(0, -2), mnt]));
    expect(where).toMatchObject({
      prestart: own,
      createRuntime: own,
      createContainer: inside,
      startContainer: inside,
      poststart: own,
    });
  });

  check("working directory: the bundle, for those of create on the host", (scene) => {
    const container = hooked(scene, everyEvent(scene));
    container.create().ok();
    const where = Object.fromEntries(readLog(scene).map(({ hook, cwd }) => [hook.slice(0, -2), cwd]));
    expect(where).toMatchObject({ prestart: container.bundle.dir, createRuntime: container.bundle.dir });
  });

  check("args: the first is the program's name", (scene) => {
    const container = hooked(scene, (config) => addHook(scene, config, "createRuntime"));
    container.create().ok();
    expect(readLog(scene).length).toBe(1);
  });

  check("env: exactly what config.json says", (scene) => {
    const container = hooked(scene, (config) =>
      addHook(scene, config, "createRuntime", { env: ["A=1", "B=two words"] }),
    );
    container.create([], { env: { CANARY: "1" } }).ok();
    expect(readLog(scene)[0]?.env).toEqual(["A=1", "B=two words"]);
  });

  check("env: without it the caller's", (scene) => {
    const container = hooked(scene, (config) => addHook(scene, config, "createRuntime"));
    container.create([], { env: { CANARY: "1" } }).ok();
    expect(readLog(scene)[0]?.env).toContain("CANARY=1");
  });

  check("descriptors: 0, 1, 2 and nothing more", (scene) => {
    const container = hooked(scene, everyEvent(scene));
    container.create().ok();
    container.start().ok();
    for (const { hook, descriptors } of readLog(scene)) {
      expect(
        descriptors.filter((fd) => fd > 2),
        hook,
      ).toEqual([]);
    }
  });

  for (const event of ["prestart", "createRuntime", "createContainer"] as const) {
    check(`${event}: a failure fails create, and nothing is left`, (scene) => {
      const container = hooked(scene, (config) => {
        addHook(scene, config, event, { action: ["fail", "3"] });
        addHook(scene, config, event);
      });
      container.create().fails(/hook/i);
      container.stateOutcome().fails("does not exist");
      expect(readLog(scene).map(({ hook }) => hook)).toEqual([`${event}-1`]);
    });
  }

  check("startContainer: a failure fails start", async (scene) => {
    const container = hooked(scene, (config) => addHook(scene, config, "startContainer", { action: ["fail", "3"] }));
    container.create().ok();
    container.start().fails(/hook/i);
    expect(container.output).not.toContain("report");
  });

  check("poststart: a failure is an error, and the container is stopped", async (scene) => {
    const container = hooked(scene, (config) => addHook(scene, config, "poststart", { action: ["fail", "3"] }));
    container.create().ok();
    const { pid } = container.state();
    container.start().fails(/hook/i);
    expect(isAlive(pid)).toBe(false);
  });

  check("poststop: a program that is missing is a warning, and the container goes", (scene) => {
    const container = hooked(scene, (config) => {
      config.hooks = { poststop: [{ path: "/no/such/hook" }] };
      addHook(scene, config, "poststop");
    });
    container.create().ok();
    expect(container.delete("--force").ok().stderr).toContain("/no/such/hook");
    expect(readLog(scene).map(({ hook }) => hook)).toEqual(["poststop-2"]);
    container.stateOutcome().fails("does not exist");
  });

  check("poststop: a failure is a warning", async (scene) => {
    const container = hooked(scene, (config) => {
      addHook(scene, config, "poststop", { action: ["fail", "3"] });
      addHook(scene, config, "poststop");
    });
    container.create().ok();
    expect(container.delete("--force").ok().stderr).toMatch(/hook|poststop/i);
    expect(readLog(scene).map(({ hook }) => hook)).toEqual(["poststop-1", "poststop-2"]);
    container.stateOutcome().fails("does not exist");
  });

  check("the error shows what the hook said on both outputs", (scene) => {
    const container = hooked(scene, (config) => addHook(scene, config, "createRuntime", { action: ["fail", "3"] }));
    const { stderr } = container.create().fails(/hook/i);
    expect(stderr).toContain("said on stdout by createRuntime-1");
    expect(stderr).toContain("said on stderr by createRuntime-1");
  });

  check("the error names the exit status", (scene) => {
    const container = hooked(scene, (config) => addHook(scene, config, "prestart", { action: ["fail", "37"] }));
    container.create().fails("37");
  });

  check("a megabyte of output is cut, not waited for", (scene) => {
    const container = hooked(scene, (config) =>
      addHook(scene, config, "createRuntime", { action: ["loud", "1048576"] }),
    );
    expect(container.create().fails(/hook/i).stderr.length).toBeLessThan(200_000);
  });

  check("timeout: the hook is killed, and create fails in time", (scene) => {
    const container = hooked(scene, (config) =>
      addHook(scene, config, "createRuntime", { action: ["wait"], timeout: 1 }),
    );
    const begin = Date.now();
    container.create().fails(/hook/i);
    expect(Date.now() - begin).toBeLessThan(5000 * slowness);
    expect(isAlive(readLog(scene)[0]?.pid ?? 0)).toBe(false);
  });

  check("timeout: a child that holds the hook's output is killed as well", (scene) => {
    const container = hooked(scene, (config) =>
      addHook(scene, config, "createRuntime", { action: ["hang"], timeout: 1 }),
    );
    container.create().fails(/hook/i);
    const names = allProcesses()
      .filter(({ state }) => state !== "Z")
      .map(({ name }) => name);
    expect(names).not.toContain("guest-probe");
  });

  check("timeout: zero or negative is an error", (scene) => {
    const container = hooked(scene, (config) => addHook(scene, config, "createRuntime", { timeout: -1 }));
    container.create().fails(/timeout/i);
  });

  check("a relative path is an error", (scene) => {
    const container = hooked(scene, (config) => {
      config.hooks = { createRuntime: [{ path: "probe" }] };
    });
    container.create().fails(/hook|absolute|path/i);
  });

  check("a program that does not exist is an error that names it", (scene) => {
    const container = hooked(scene, (config) => {
      config.hooks = { createRuntime: [{ path: "/no/such/hook" }] };
    });
    container.create().fails("/no/such/hook");
  });
});
