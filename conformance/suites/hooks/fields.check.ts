import { expect } from "vitest";
import { suite } from "../../harness/check.ts";
import { isAlive } from "../../harness/processes.ts";
import type { Scene } from "../../harness/scene.ts";
import { addHook, EVENTS, type Event, type HookOptions, hooked, readLog } from "./hooked.ts";

/** The verb that runs hooks of this event. */
const VERB: Readonly<Record<Event, "create" | "start" | "delete">> = {
  prestart: "create",
  createRuntime: "create",
  createContainer: "create",
  startContainer: "start",
  poststart: "start",
  poststop: "delete",
};

/** A whole life with one hook, as far as it goes: the verb that failed, and what was said on standard error. */
async function live(scene: Scene, event: Event, options: HookOptions): Promise<{ failed?: string; errors: string }> {
  const container = hooked(scene, (config) => addHook(scene, config, event, options));
  const created = container.create();
  if (created.status !== 0) return { failed: "create", errors: created.stderr };
  const started = container.start();
  if (started.status !== 0) return { failed: "start", errors: started.stderr };
  container.kill("KILL").ok();
  await container.becomes("stopped");
  const deleted = container.delete();
  return { ...(deleted.status === 0 ? {} : { failed: "delete" }), errors: deleted.stderr };
}

suite("hooks: fields", (check) => {
  for (const event of EVENTS) {
    const at = `/hooks/${event}/*`;

    check(`${event}: path, args, env`, { proves: [`${at}/path`, `${at}/args/*`, `${at}/env/*`] }, async (scene) => {
      const without = hooked(scene, () => {}, ["exit 0"]);
      without.run().ok();
      expect(readLog(scene)).toEqual([]);
      // the program is the probe, which its second argument makes a hook, and the third names
      expect((await live(scene, event, { env: [`EVENT=${event}`] })).failed).toBeUndefined();
      expect(readLog(scene).map(({ hook, env }) => [hook, env])).toEqual([[`${event}-1`, [`EVENT=${event}`]]]);
    });

    check(`${event}: timeout`, { proves: [`${at}/timeout`] }, async (scene) => {
      const action = ["nap", "1500"];
      expect((await live(scene, event, { action })).failed).toBeUndefined();
      const late = await live(scene, event, { action, timeout: 1 });
      expect(late.errors).toMatch(/hook/i);
      // a poststop hook that fails is a warning (runtime.md "Lifecycle")
      expect(late.failed).toBe(event === "poststop" ? undefined : VERB[event]);
      for (const { pid } of readLog(scene)) expect(isAlive(pid)).toBe(false);
    });
  }
});
