import { describe, expect, it } from "vitest";
import { Suggestions, suggest } from "../../src/config/suggest.ts";

describe("suggest", () => {
  it.each([
    ["hostnme", ["hostname", "domainname"], "hostname"],
    ["HostName", ["hostname"], "hostname"],
    ["net", ["network", "mount"], "network"],
    ["KILL", ["CAP_KILL", "CAP_CHOWN"], "CAP_KILL"],
    ["cap_kil", ["CAP_KILL", "CAP_CHOWN"], "CAP_KILL"],
    ["rnu", ["run", "state"], "run"],
    ["arsg", ["args", "cwd"], "args"],
    ["abcd", ["badc"], undefined],
    ["no", ["none", "nothing"], undefined],
    ["SYS", ["CAP_SYS_ADMIN", "CAP_SYS_BOOT"], undefined],
    ["rlimit_n", ["RLIMIT_NICE", "RLIMIT_NPROC"], undefined],
    ["completely different", ["hostname"], undefined],
    ["x".repeat(100), ["x".repeat(99)], undefined],
  ])("finds what %j was meant to be", (word, candidates, expected) => {
    expect(suggest(word, candidates)).toBe(expected);
  });

  it("seeks only for the first names of a report", () => {
    const suggestions = new Suggestions();
    const found = Array.from({ length: 150 }, () => suggestions.near("hostnam", ["hostname"]).suggestion);
    expect(found.filter((name) => name === "hostname")).toHaveLength(100);
  });
});
