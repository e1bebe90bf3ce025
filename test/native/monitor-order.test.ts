import { describe, expect, it } from "vitest";
import { encodeMonitorOrder } from "../../src/native/monitor-order.ts";

describe("encodeMonitorOrder", () => {
  it("writes what addon/monitor/order.h says", () => {
    const order = {
      pidfd: 7,
      consoleMaster: -1,
      notifySocket: 8,
      manager: -1,
      pid: 300,
      cgroups: ["/a", "é"],
      stateDir: "/s",
      keep: true,
      engine: undefined,
    };
    const hex = Buffer.from(encodeMonitorOrder(order)).toString("hex");
    const expected = [
      "63736d32", // csm2
      "07000000", // pidfd
      "ffffffff", // no console
      "2c010000", // pid
      "08000000", // notify socket
      "ffffffff", // no manager
      "01000000", // keep
      "02000000 2f73 00", // state directory
      "02000000 02000000 2f61 00 02000000 c3a9 00", // cgroups
      "00000000", // no engine
    ];
    expect(hex).toBe(expected.join("").replaceAll(" ", ""));
  });
});
