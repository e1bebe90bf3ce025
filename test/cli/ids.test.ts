import { describe, expect, it } from "vitest";
import { parseGroup, parseUser } from "../../src/cli/ids.ts";

describe("ids on the command line", () => {
  it("are numbers, exactly", () => {
    expect(parseUser("1")).toEqual({ uid: 1, gid: undefined });
    expect(parseUser("0:0")).toEqual({ uid: 0, gid: 0 });
    expect(parseUser("4294967294:007")).toEqual({ uid: 4294967294, gid: 7 });
    expect(parseGroup("12")).toBe(12);
  });

  it.each(["", "x", "1x", "-1", "+1", " 1", "1 ", "0x1", "1e3", "4294967295", "4294967296", "18446744073709551616"])(
    "are not %j (CVE-2026-30892)",
    (text) => {
      expect(() => parseUser(text)).toThrow("--user takes numbers from 0 to 4294967294");
      expect(() => parseUser(`5:${text}`)).toThrow("--user");
      expect(() => parseGroup(text)).toThrow("--additional-gids");
    },
  );

  it("are two at most", () => {
    expect(() => parseUser("1:2:3")).toThrow('--user takes UID or UID:GID, not "1:2:3"');
  });
});
