import { describe, expect, it } from "vitest";
import { decodeAnswer, encodeRequest, REQUEST } from "../../../src/host/criu/messages.ts";

describe("CRIU's messages", () => {
  it("have the numbers of images/rpc.proto", () => {
    const bytes = encodeRequest({ type: REQUEST.DUMP, opts: { imagesDirFd: 5, pid: 300, external: ["mnt[/a]:/a"] } });
    // type 1; opts: images_dir_fd 5, pid 300, external "mnt[/a]:/a"
    expect(Buffer.from(bytes).toString("hex")).toBe(
      `08011212080510ac02aa020a${Buffer.from("mnt[/a]:/a").toString("hex")}`,
    );
  });

  it("acknowledge a moment", () => {
    expect(Buffer.from(encodeRequest({ type: REQUEST.NOTIFY, notifySuccess: true })).toString("hex")).toBe("08061801");
  });

  it("tell of a moment, and of an error", () => {
    const moment = Buffer.from(`080610012a06${"0a02"}6e73${"1007"}`, "hex");
    expect(decodeAnswer(moment)).toEqual({ type: 6, success: true, notify: { script: "ns", pid: 7 } });
    expect(decodeAnswer(Buffer.from("080210003811", "hex"))).toEqual({ type: 2, success: false, errno: 17 });
  });

  it("are refused where they are something else", () => {
    expect(() => decodeAnswer(Buffer.from("1801", "hex"))).toThrow("no answer of CRIU's");
  });
});
