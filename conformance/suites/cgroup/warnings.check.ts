import { expect } from "vitest";
import { suite } from "../../harness/check.ts";
import type { Resources } from "./limits.ts";
import { withResources } from "./look.ts";

/** Fields without effect, on any version, with a value that a warning is due for and one that asks for nothing. */
const IGNORED: Readonly<Record<string, readonly [asks: Resources, nothing: Resources]>> = {
  "memory/kernel": [{ memory: { kernel: 67_108_864 } }, { memory: {} }],
  "memory/kernelTCP": [{ memory: { kernelTCP: 67_108_864 } }, { memory: {} }],
  "memory/useHierarchy": [{ memory: { useHierarchy: false } }, { memory: { useHierarchy: true } }],
};

suite("cgroup warnings", (check) => {
  for (const [field, [asks, nothing]] of Object.entries(IGNORED)) {
    const place = `/linux/resources/${field}`;
    check(`${field}: it has no effect, and a warning says so`, { proves: [place] }, (scene) => {
      const errors = (resources: Resources) =>
        scene
          .container(scene.probeBundle(["exit 0"], withResources(resources)))
          .run()
          .ok().stderr;
      expect(errors(asks)).toMatch(place);
      expect(errors(nothing)).not.toMatch(place);
    });
  }
});
