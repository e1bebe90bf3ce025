import { describe, expect, it } from "vitest";
import { resolve } from "../../../src/config/resolve.ts";
import { validSpec } from "../configs/change.ts";

const hooks = (value: object) => resolve(validSpec({ "/hooks": value }), { bundle: "/bundle" }).hooks;

describe("resolve hooks", () => {
  it("puts them in the order of a container's life, and of the list", () => {
    const all = {
      poststop: [{ path: "/f" }],
      prestart: [{ path: "/a" }, { path: "/b" }],
      createContainer: [{ path: "/c" }],
    };
    expect(hooks(all).map(({ path, from }) => [path, from])).toEqual([
      ["/a", "/hooks/prestart/0"],
      ["/b", "/hooks/prestart/1"],
      ["/c", "/hooks/createContainer/0"],
      ["/f", "/hooks/poststop/0"],
    ]);
  });

  it("tells no environment from an empty one, and gives the path as the first argument", () => {
    expect(hooks({ poststart: [{ path: "/h" }, { path: "/h", env: [], args: ["x", "y"], timeout: 3 }] })).toEqual([
      { event: "poststart", path: "/h", args: ["/h"], env: undefined, timeout: 0, from: "/hooks/poststart/0" },
      { event: "poststart", path: "/h", args: ["x", "y"], env: [], timeout: 3000, from: "/hooks/poststart/1" },
    ]);
  });

  it("holds a time-out to what can be waited for", () => {
    expect(hooks({ poststart: [{ path: "/h", timeout: 99999999 }] })[0]?.timeout).toBe(2 ** 31 - 1);
  });
});
