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
      "defaults ro rw suid nosuid dev nodev exec noexec sync async dirsync mand nomand atime noatime diratime nodiratime";
    const others =
      "relatime norelatime strictatime nostrictatime lazytime nolazytime silent loud symfollow nosymfollow noiversion";
    expect(outcome(options(...classic.split(" "), ...others.split(" "), "size=5m", "mode=755"))).toEqual(CLEAN);
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

  it("warns that nothing can set iversion", () => {
    expect(outcome(options("iversion")).warnings).toEqual(["/mounts/0/options/0 cannot be set and has no effect"]);
  });

  it("warns of a second, other propagation", () => {
    expect(outcome(options("rslave", "shared")).warnings).toEqual([
      "/mounts/0/options/1 replaces the propagation that an earlier option asks for",
    ]);
    expect(outcome(options("rslave", "slave"))).toEqual(CLEAN);
  });
});
