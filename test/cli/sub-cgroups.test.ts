import { describe, expect, it } from "vitest";
import { parseSubCgroups } from "../../src/cli/sub-cgroups.ts";

describe("--cgroup", () => {
  it("is one path for all controllers, or paths by controller", () => {
    expect([...parseSubCgroups([])]).toEqual([]);
    expect([...parseSubCgroups(["a/b"])]).toEqual([["", "a/b"]]);
    expect([...parseSubCgroups(["cpu,memory:a", "pids:b:c"])]).toEqual([
      ["cpu", "a"],
      ["memory", "a"],
      ["pids", "b:c"],
    ]);
  });

  it.each([[["a", "b"]], [[":a"]], [["cpu,:a"]], [["cpu:a", "cpu:b"]], [["cpu:a", "b"]]])("is not %j", (values) => {
    expect(() => parseSubCgroups(values)).toThrow("--cgroup");
  });
});
