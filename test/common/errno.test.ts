import { constants } from "node:os";
import { describe, expect, it } from "vitest";
import { errnoName, errnoWords, wordsOfName } from "../../src/common/errno.ts";

/** Names of the same number, of which the engine has the other one. */
const SYNONYMS: Readonly<Record<string, string>> = { EOPNOTSUPP: "ENOTSUP", EWOULDBLOCK: "EAGAIN" };

describe("errno", () => {
  it("has the words that callers look for", () => {
    expect([errnoName(1), errnoWords(1)]).toEqual(["EPERM", "operation not permitted"]);
    expect(wordsOfName("ENOENT")).toBe("no such file or directory");
  });

  it.each([
    "ENOEXEC",
    "ECHILD",
    "EDOM",
    "EDEADLK",
    "ENOLCK",
    "ESTALE",
    "EDQUOT",
    "EOPNOTSUPP",
    "EWOULDBLOCK",
    "ELOOP",
    "EBUSY",
    "EROFS",
  ] as const)("knows %s by the system's number", (name) => {
    const number = constants.errno[name];
    expect(errnoName(number)).toBe(SYNONYMS[name] ?? name);
    expect(errnoWords(number)).not.toMatch(/\d/);
  });

  it("says the number of what nobody knows", () => {
    expect([errnoName(4000), errnoWords(4000), wordsOfName("ENOSUCH")]).toEqual([
      "errno 4000",
      "error 4000",
      undefined,
    ]);
  });
});
