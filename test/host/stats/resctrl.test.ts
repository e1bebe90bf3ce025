import { describe, expect, it } from "vitest";
import { recordedGroups } from "../../../src/host/resctrl/recorded.ts";
import { resctrlStats } from "../../../src/host/stats/resctrl.ts";
import type { HostStep } from "../../../src/plan/steps.ts";
import { cgroupWith } from "./samples.ts";

const FILES = {
  "info/L3/cbm_mask": "fffff\n",
  "info/L3/min_cbm_bits": "1\n",
  "info/L3/num_closids": "16\n",
  "info/MB/bandwidth_gran": "10\n",
  "info/MB/delay_linear": "1\n",
  "info/MB/min_bandwidth": "10\n",
  "info/MB/num_closids": "8\n",
  "info/L3_MON/mon_features": "llc_occupancy\nmbm_total_bytes\nmbm_local_bytes\n",
  schemata: "    L3:0=fffff;1=fffff\n    MB:0=100;1=100\n",
  "box/schemata": "    L3:0=7f0;1=1f\n    MB:0= 20;1= 70\n",
  "box/mon_data/mon_L3_00/llc_occupancy": "1048576\n",
  "box/mon_data/mon_L3_00/mbm_total_bytes": "7\n",
  "box/mon_data/mon_L3_00/mbm_local_bytes": "5\n",
  "box/mon_data/mon_L3_01/llc_occupancy": "Unavailable\n",
};

describe("resctrlStats", () => {
  it("has the processor's sizes, the schemas of all and of the group, and what is monitored", () => {
    const mount = cgroupWith(FILES);
    expect(resctrlStats({ mount, group: `${mount}/box`, monitored: `${mount}/box` })).toEqual({
      l3_cache_info: { cbm_mask: "fffff", min_cbm_bits: 1n, num_closids: 16n },
      l3_cache_schema_root: "L3:0=fffff;1=fffff",
      l3_cache_schema: "L3:0=7f0;1=1f",
      mem_bw_info: { bandwidth_gran: 10n, delay_linear: 1n, min_bandwidth: 10n, num_closids: 8n },
      mem_bw_schema_root: "MB:0=100;1=100",
      mem_bw_schema: "MB:0= 20;1= 70",
      mbm_stats: [
        { mbm_total_bytes: 7n, mbm_local_bytes: 5n },
        { mbm_total_bytes: 0n, mbm_local_bytes: 0n },
      ],
      cmt_stats: [{ llc_occupancy: 1048576n }, { llc_occupancy: 0n }],
    });
  });

  it("is empty without a group, and leaves out what the processor cannot do", () => {
    expect(resctrlStats(undefined)).toEqual({});
    const mount = cgroupWith({ schemata: "L2:0=f\n" });
    expect(resctrlStats({ mount, group: mount, monitored: mount })).toEqual({});
  });
});

describe("recordedGroups", () => {
  const removal = (dir: string): HostStep => ({
    at: "host",
    op: "resctrl.remove",
    from: "/linux/intelRdt",
    dir,
    ifCreated: "remove",
  });
  const mountinfo = (): string => "30 25 0:27 / /sys/fs/resctrl rw,relatime - resctrl resctrl rw\n";

  it("finds the class of service and the monitoring group in it", () => {
    const teardown = [removal("/sys/fs/resctrl/gold/mon_groups/box"), removal("/sys/fs/resctrl/gold")];
    expect(recordedGroups(teardown, mountinfo)).toEqual({
      mount: "/sys/fs/resctrl",
      group: "/sys/fs/resctrl/gold",
      monitored: "/sys/fs/resctrl/gold/mon_groups/box",
    });
  });

  it("monitors the class of service where there is no such group", () => {
    expect(recordedGroups([removal("/sys/fs/resctrl/box")], mountinfo)?.monitored).toBe("/sys/fs/resctrl/box");
    expect(recordedGroups([], mountinfo)).toBeUndefined();
  });
});
