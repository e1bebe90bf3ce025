import { describe, expect, it } from "vitest";
import { type Changes, CLEAN, outcome } from "../configs/change.ts";

type Range = readonly [containerID: number, hostID: number, size: number];
const mappings = (...ranges: Range[]) => ranges.map(([containerID, hostID, size]) => ({ containerID, hostID, size }));
const ROOT = mappings([0, 1000, 65536]);

function userNamespace(uidMappings: object[], gidMappings = ROOT, user: object = { type: "user" }): Changes {
  return { "/linux/namespaces/5": user, "/linux/uidMappings": uidMappings, "/linux/gidMappings": gidMappings };
}

describe("id mappings", () => {
  it("accepts several ranges side by side", () => {
    expect(outcome(userNamespace(mappings([0, 1000, 1], [1, 100000, 65535], [4294967294, 5, 1])))).toEqual(CLEAN);
  });

  it("refuses mappings without a user namespace", () => {
    expect(outcome({ "/linux/uidMappings": ROOT, "/linux/gidMappings": ROOT }).problems).toEqual([
      "/linux/uidMappings needs a user namespace, and /linux/namespaces has none",
      "/linux/gidMappings needs a user namespace, and /linux/namespaces has none",
    ]);
    expect(outcome({ "/linux/uidMappings": [] })).toEqual(CLEAN);
  });

  it("refuses a new user namespace without mappings, but not a joined one", () => {
    expect(outcome(userNamespace([], [])).problems).toEqual([
      "/linux/uidMappings is required for a new user namespace, but missing",
      "/linux/gidMappings is required for a new user namespace, but missing",
    ]);
    const joined = { type: "user", path: "/proc/1/ns/user" };
    expect(outcome(userNamespace([], [], joined))).toEqual(CLEAN);
    expect(outcome(userNamespace(ROOT, ROOT, joined))).toEqual(CLEAN);
  });

  it.each<[string, Range[], string]>([
    [
      "an empty range",
      [
        [0, 1, 5],
        [9, 9, 0],
      ],
      "/linux/uidMappings/1/size is empty",
    ],
    [
      "an overlap in the container",
      [
        [0, 1, 5],
        [4, 100, 5],
      ],
      "/linux/uidMappings/1/containerID is in a range that overlaps the one of item 0",
    ],
    [
      "an overlap on the host",
      [
        [0, 1, 5],
        [50, 0, 2],
      ],
      "/linux/uidMappings/1/hostID is in a range that overlaps the one of item 0",
    ],
    [
      "ids beyond the last",
      [
        [0, 1, 5],
        [4294967294, 100, 3],
      ],
      "/linux/uidMappings/1/containerID begins a range of 3 that goes beyond the last id",
    ],
    ["no root", [[1, 1, 5]], "/linux/uidMappings does not map id 0 of the container, which set-up needs"],
  ])("refuses %s", (_, ranges, problem) => {
    const { problems } = outcome({ ...userNamespace(mappings(...ranges)), "/process/user": {} });
    expect(problems).toEqual([problem]);
  });

  it("refuses more ranges than the kernel takes", () => {
    const ranges = Array.from({ length: 341 }, (_, index): Range => [index * 2, index * 2, 1]);
    expect(outcome(userNamespace(mappings(...ranges))).problems).toEqual(["/linux/uidMappings has 341 ranges"]);
    expect(outcome(userNamespace(mappings(...ranges.slice(0, 340))))).toEqual(CLEAN);
    // that the process is none of them is not looked up any more
    const other = { ...userNamespace(mappings(...ranges)), "/process/user/uid": 1 };
    expect(outcome(other).problems).toEqual(["/linux/uidMappings has 341 ranges"]);
  });

  it("refuses ids of the process that are not mapped", () => {
    const changes = { ...userNamespace(ROOT), "/process/user": { uid: 65536, gid: 70000, additionalGids: [5, 80000] } };
    expect(outcome(changes).problems).toEqual([
      "/process/user/uid is not mapped by /linux/uidMappings",
      "/process/user/gid is not mapped by /linux/gidMappings",
      "/process/user/additionalGids/1 is not mapped by /linux/gidMappings",
    ]);
  });
});
