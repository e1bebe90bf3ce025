/** Containers that are saved to files and made of them again. */
import { join } from "node:path";
import type { Bundle } from "../../harness/bundle.ts";
import type { Change } from "../../harness/config.ts";
import type { Container } from "../../harness/container.ts";
import type { Outcome } from "../../harness/outcome.ts";
import type { Scene, Verb } from "../../harness/scene.ts";
import { Piped } from "./piped.ts";

export interface Started {
  readonly container: Container;
  readonly piped: Piped;
}

/** CRIU looks for the loopback device before it does anything, and in the checks' network namespace that is down. */
export function prepared(scene: Scene): Scene {
  scene.shell("ip link set lo up").ok();
  return scene;
}

/** A container that runs detached; `verbs` count by default. */
export function started(scene: Scene, verbs: readonly Verb[] = ["count"], change: Change = () => {}): Started {
  prepared(scene);
  const container = scene.container(scene.probeBundle(verbs, change));
  const words = ["run", "--detach", "--bundle", container.bundle.dir, container.id];
  return { container, piped: new Piped(scene, container.id, scene.runtime.words(words)).ok() };
}

export function images(scene: Scene, name = "images"): string {
  return join(scene.dir, name);
}

export function checkpoint(scene: Scene, container: Container, ...flags: readonly string[]): Outcome {
  return scene.runtime.call(["checkpoint", "--image-path", images(scene), ...flags, container.id]);
}

/** A new container of the images, from the bundle; not waited for. */
export function restored(scene: Scene, bundle: Bundle, ...flags: readonly string[]): Started {
  const container = scene.container(bundle);
  const words = ["restore", "--image-path", images(scene), "--bundle", bundle.dir, ...flags, container.id];
  return { container, piped: new Piped(scene, `${container.id}-restored`, scene.runtime.words(words)) };
}
