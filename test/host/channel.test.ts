import { describe, expect, it } from "vitest";
import { go, nextReport } from "../../src/host/channel.ts";
import type { Addon, Received } from "../../src/native/addon.ts";

/** A report as init's compiler lays it out. */
function packet(type: number, fields: { step: number; error: number; pid: number; syscall: string; detail: string }) {
  const data = new Uint8Array(1072);
  const view = new DataView(data.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, fields.step, true);
  view.setInt32(8, fields.error, true);
  view.setInt32(12, fields.pid, true);
  data.set(new TextEncoder().encode(fields.syscall), 16);
  data.set(new TextEncoder().encode(fields.detail), 48);
  return data;
}

const answering = (received: Received | undefined) => ({ receive: () => received }) as unknown as Addon;
const fields = { step: 7, error: 13, pid: 4321, syscall: "openat2", detail: "é/dev" };

describe("nextReport", () => {
  it("decodes every field, and hands descriptors on", () => {
    const report = nextReport(answering({ data: packet(3, fields), fds: [9] }), 5, undefined);
    expect(report).toEqual({ type: "failed", ...fields, fds: [9] });
  });

  it("is closed at end of file and when init died", () => {
    expect(nextReport(answering({ data: new Uint8Array(), fds: [] }), 5, undefined)).toBe("closed");
    expect(nextReport(answering(undefined), 5, undefined)).toBe("closed");
  });

  it("throws on a packet that is no report", () => {
    expect(() => nextReport(answering({ data: packet(99, fields), fds: [] }), 5, undefined)).toThrow(/no report/);
    expect(() => nextReport(answering({ data: new Uint8Array(8), fds: [] }), 5, undefined)).toThrow(/no report/);
  });
});

describe("go", () => {
  it("is type 16 and init's pid", () => {
    const sent: number[][] = [];
    go({ send: (_: number, data: Uint8Array) => sent.push([...data]) } as unknown as Addon, 5, 0x01020304);
    expect(sent).toEqual([[16, 0, 0, 0, 4, 3, 2, 1]]);
  });
});
