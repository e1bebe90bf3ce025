import { describe, expect, it } from "vitest";
import { type Changes, CLEAN, outcome } from "../configs/change.ts";

const ONE = [{ containerID: 0, hostID: 1000, size: 10 }];
const mount = (fields: object): Changes => ({ "/mounts/0": { destination: "/m", source: "/src", ...fields } });
const both = { uidMappings: ONE, gidMappings: ONE };
const problems = (fields: object) => outcome(mount(fields)).problems;

describe("mappings of mounts", () => {
  it("may be given with and without the options", () => {
    for (const options of [["bind"], ["bind", "idmap"], ["rbind", "ridmap"]]) {
      expect(outcome(mount({ options, ...both }))).toEqual(CLEAN);
    }
  });

  it("come from the container's user namespace, or there must be some", () => {
    const asked = mount({ options: ["bind", "idmap"] });
    const namespace = {
      "/linux/namespaces/0": { type: "user" },
      "/linux/uidMappings": ONE,
      "/linux/gidMappings": ONE,
    };
    expect(outcome({ ...asked, ...namespace }).problems).toEqual([]);
    expect(outcome(asked).problems).toEqual([
      "/mounts/0/options/1 needs uidMappings and gidMappings, since the container has no user namespace to take them from",
    ]);
  });

  it("are for binds alone", () => {
    const message = "maps ids, which only a bind mount can";
    expect(problems({ type: "tmpfs", options: ["ridmap"], ...both })).toEqual([`/mounts/0/options/0 ${message}`]);
    expect(problems({ type: "tmpfs", ...both })).toEqual([`/mounts/0/uidMappings ${message}`]);
    expect(problems({ options: ["bind", "remount", "idmap"], ...both })).toEqual([`/mounts/0/options/2 ${message}`]);
  });

  it("are not blamed for options that are no options", () => {
    expect(problems({ options: [5], ...both }).filter((problem) => problem.includes("Mappings"))).toEqual([]);
  });

  it("are of both kinds", () => {
    const message = "is required along with the mappings of the other kind, but missing";
    expect(problems({ options: ["bind", "idmap"], uidMappings: ONE })).toEqual([`/mounts/0/gidMappings ${message}`]);
    expect(problems({ options: ["bind"], gidMappings: ONE })).toEqual([`/mounts/0/uidMappings ${message}`]);
  });

  it("are as strict as those of a user namespace", () => {
    const wrong = [...ONE, { containerID: 50, hostID: 5, size: 0 }, { containerID: 9, hostID: 4294967290, size: 9 }];
    expect(problems({ options: ["bind"], uidMappings: wrong, gidMappings: ONE })).toEqual([
      expect.stringContaining("/mounts/0/uidMappings/1/size is empty"),
      expect.stringContaining("/mounts/0/uidMappings/2/containerID is in a range that overlaps"),
      expect.stringContaining("/mounts/0/uidMappings/2/hostID begins a range of 9 that goes beyond"),
    ]);
    const many = Array.from({ length: 341 }, (_, id) => ({ containerID: id, hostID: id, size: 1 }));
    expect(problems({ options: ["bind"], uidMappings: many, gidMappings: ONE })).toEqual([
      expect.stringContaining("/mounts/0/uidMappings has 341 ranges"),
    ]);
  });
});
