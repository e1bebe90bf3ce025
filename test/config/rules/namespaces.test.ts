import { describe, expect, it } from "vitest";
import { type Changes, CLEAN, outcome } from "../configs/change.ts";

const namespaces = (...list: object[]): Changes => ({
  "/hostname": "",
  "/linux/namespaces": [{ type: "mount" }, ...list],
});

describe("namespaces", () => {
  it("refuses one type twice", () => {
    expect(outcome(namespaces({ type: "pid" }, { type: "pid" })).problems).toEqual([
      "/linux/namespaces/2 is a namespace that is listed already",
    ]);
  });

  it("refuses a relative path", () => {
    expect(outcome(namespaces({ type: "pid", path: "proc/1/ns/pid" })).problems).toEqual([
      "/linux/namespaces/1/path is not an absolute path",
    ]);
  });

  it.each<[string, Changes]>([
    ["of the list", { "/hostname": "", "/linux/namespaces": [{ type: "pid" }] }],
    ["where there is no list", { "/hostname": "", "/linux/namespaces": undefined }],
    ["where there is no linux section", { "/hostname": "", "/linux": undefined }],
  ])("accepts a container without a mount namespace %s", (_, changes) => {
    expect(outcome(changes).problems).toEqual([]);
  });

  it("refuses one that has a user namespace", () => {
    const ids = [{ containerID: 0, hostID: 1000, size: 1 }];
    const changes = {
      "/hostname": "",
      "/linux/namespaces": [{ type: "pid" }, { type: "user" }],
      "/linux/uidMappings": ids,
      "/linux/gidMappings": ids,
    };
    expect(outcome(changes).problems).toEqual([
      "/linux/namespaces has a user namespace and no mount namespace: in the runtime's own it may not mount",
    ]);
  });

  it("accepts all types, new or by path", () => {
    const joined = ["pid", "network", "ipc", "uts", "user", "cgroup", "time"].map((type) => ({
      type,
      path: `/proc/1/ns/${type}`,
    }));
    expect(outcome(namespaces(...joined))).toEqual(CLEAN);
    expect(outcome(namespaces({ type: "cgroup" }, { type: "time", path: "" }))).toEqual(CLEAN);
  });

  it("does not miss a namespace whose entry is wrong", () => {
    const wrong = { "/linux/namespaces": [{ type: "mnt" }, { type: "UTS" }] };
    expect(outcome(wrong).problems).toEqual([
      "/linux/namespaces/0/type is not one of the values that the spec knows",
      "/linux/namespaces/1/type is not one of the values that the spec knows",
    ]);
    expect(outcome({ "/linux": 7 }).problems).toEqual(["/linux must be an object"]);
  });
});
