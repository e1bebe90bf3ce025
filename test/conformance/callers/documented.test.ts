import { describe, expect, it } from "vitest";
// @ts-expect-error plain JavaScript
import { documented } from "../../../conformance/callers/documented.mjs";

const RUNTIME = { path: "/opt/dory", name: "dory" };

describe("the configuration of docs/callers.md", () => {
  it("is valid JSON for Docker, with the runtime's own name and path", () => {
    const read = (index: number) => JSON.parse(documented({ heading: "Docker", index }, RUNTIME));
    expect(read(0)).toEqual({ runtimes: { dory: { path: "/opt/dory" } } });
    expect(read(1)).toEqual({ runtimes: { dory: { path: "/opt/dory" } }, "default-runtime": "dory" });
  });

  it.each(["containerd", "CRI-O", "Kubernetes", "podman"])("names it for %s", (heading) => {
    expect(documented({ heading }, RUNTIME)).toContain("dory");
  });

  it("has no block that is not there", () => {
    expect(() => documented({ heading: "podman", index: 9 }, RUNTIME)).toThrow("no block 9");
  });
});
