import { describe, expect, it } from "vitest";
import { type Changes, CLEAN, outcome } from "../configs/change.ts";

const mount = (fields: object): Changes => ({ "/mounts/0": { destination: "/m", ...fields } });
const options = (...list: string[]) => mount({ type: "tmpfs", source: "tmpfs", options: list });
const bindOptions = (...list: string[]) => mount({ source: "/src", options: ["rbind", ...list] });

describe("mounts", () => {
  it("warns of a relative destination", () => {
    expect(outcome(mount({ destination: "m", type: "tmpfs" }))).toEqual({
      problems: [],
      warnings: ["/mounts/0/destination is not an absolute path; it is taken from /"],
    });
  });

  it.each<[string, Changes]>([
    ["by option", mount({ options: ["bind"] })],
    ["recursive", mount({ type: "none", options: ["rbind"], source: "" })],
    ["by type", mount({ type: "bind" })],
  ])("refuses a bind mount %s without a source", (_, changes) => {
    expect(outcome(changes).problems).toEqual(["/mounts/0/source is required for a bind mount, but missing"]);
  });

  it("refuses a mount that says neither what type it is nor that it is a bind", () => {
    expect(outcome(mount({ source: "/x" })).problems).toEqual([
      "/mounts/0/type is required for what is not a bind mount, but missing",
    ]);
    expect(outcome(mount({ type: "tmpfs" }))).toEqual(CLEAN);
    expect(outcome(mount({ source: "src", options: ["bind"] }))).toEqual(CLEAN);
    expect(outcome(mount({ options: ["remount", "ro"] }))).toEqual(CLEAN);
  });

  it("accepts recursive options, of binds and of others", () => {
    const all = "rro rrw rsuid rnosuid rdev rnodev rexec rnoexec rdiratime rnodiratime rrelatime rnorelatime";
    const names = [...all.split(" "), "ratime", "rnoatime", "rstrictatime", "rnostrictatime", "rsymfollow"];
    expect(outcome(bindOptions(...names, "rnosymfollow"))).toEqual(CLEAN);
    expect(outcome(options(...names))).toEqual(CLEAN);
  });

  it("accepts every classic option, and what it does not know of file systems", () => {
    const classic =
      "defaults ro rw suid nosuid dev nodev exec noexec sync async dirsync nomand atime noatime diratime nodiratime";
    const others =
      "relatime strictatime nostrictatime lazytime nolazytime silent loud symfollow nosymfollow iversion noiversion";
    expect(outcome(options(...classic.split(" "), ...others.split(" "), "size=5m", "mode=755", "constructor"))).toEqual(
      CLEAN,
    );
  });

  it.each(["size=5m", "sync", "dirsync", "lazytime", "mand"])("warns that %s does nothing for a bind mount", (name) => {
    const { problems, warnings } = outcome(bindOptions(name));
    expect(problems).toEqual([]);
    expect(warnings).toEqual([expect.stringMatching(/^\/mounts\/0\/options\/1 .*has no effect on/)]);
  });

  it("warns where tmpcopyup has nothing to fill", () => {
    const message = (at: number) => `/mounts/0/options/${at} has no effect on what is no tmpfs`;
    expect(outcome(options("tmpcopyup"))).toEqual(CLEAN);
    expect(outcome(mount({ type: "ramfs", options: ["tmpcopyup"] }))).toEqual({ problems: [], warnings: [message(0)] });
    expect(outcome(bindOptions("tmpcopyup"))).toEqual({ problems: [], warnings: [message(1)] });
  });

  it("warns of what no kernel does any more, and of what it does anyway", () => {
    expect(outcome(options("mand")).warnings).toEqual([
      "/mounts/0/options/0 has no effect with Linux 5.15 and later, which have no mandatory locks",
    ]);
    expect(outcome(options("norelatime")).warnings).toEqual([
      "/mounts/0/options/0 has no effect, since relatime is what Linux does by itself; the opposite is strictatime",
    ]);
  });

  it.each(["size=5m", "sync", "iversion"])("warns that %s does nothing for cgroups", (name) => {
    const { problems, warnings } = outcome(mount({ type: "cgroup", source: "cgroup", options: ["ro", "async", name] }));
    expect(problems).toEqual([]);
    expect(warnings).toEqual(["/mounts/0/options/2 has no effect on what the container sees of its cgroups"]);
  });

  it("refuses options that no system call takes, at the longest", () => {
    const long = (bytes: number) => `upperdir=/${"u".repeat(bytes - 10)}`;
    const overlay = (...list: string[]) => outcome(mount({ type: "overlay", source: "overlay", options: list }));
    expect(overlay(long(4095))).toEqual(CLEAN);
    expect(overlay("xino=off", long(4095)).problems).toEqual(["/mounts/0/options/1 is too long"]);
    expect(overlay(`lowerdir=${"/layer:".repeat(1000)}/l`)).toEqual(CLEAN);
    expect(overlay(`lowerdir=${"/layer:".repeat(1000)}/l`, "iversion").problems).toHaveLength(1);
    expect(outcome(bindOptions(long(5000))).problems).toEqual([]);
  });

  it("warns of a second, other propagation", () => {
    expect(outcome(options("rslave", "shared")).warnings).toEqual([
      "/mounts/0/options/1 replaces the propagation that an earlier option asks for",
    ]);
    expect(outcome(options("rslave", "slave"))).toEqual(CLEAN);
  });
});
