import { expect, it } from "vitest";
import { previousValue } from "../../../src/host/cgroup/previous.ts";

const IO_MAX = "8:0 rbps=1048576 wbps=max riops=max wiops=max\n";

it.each([
  ["pids.max", "7", "max\n", "max"],
  ["cpu.max", "1 2", "max 100000\n", "max 100000"],
  ["memory.limit_in_bytes", "7", "9223372036854771712\n", "9223372036854771712"],
  ["cpuset.cpus", "0", "0-1\n", "0-1"],
  ["cpuset.cpus", "0", "\n", "\n"],
  ["memory.oom_control", "1", "oom_kill_disable 0\nunder_oom 0\noom_kill 0\n", "0"],
  ["io.max", "8:0 wbps=5", IO_MAX, "8:0 rbps=1048576 wbps=max riops=max wiops=max"],
  ["io.max", "8:16 wbps=5", IO_MAX, "8:16 rbps=max wbps=max riops=max wiops=max"],
  ["io.weight", "200", "default 100\n8:0 50\n", "default 100"],
  ["io.weight", "8:16 200", "default 100\n8:0 50\n", "8:16 default"],
  ["blkio.bfq.weight", "200", "100\n", "100"],
  ["blkio.throttle.read_bps_device", "8:0 5", "8:0 1\n", "8:0 1"],
  ["blkio.throttle.read_bps_device", "8:0 5", "", "8:0 0"],
  ["rdma.max", "mlx4_0 hca_handle=2", "mlx4_0 hca_handle=3 hca_object=max\n", "mlx4_0 hca_handle=3 hca_object=max"],
  ["net_prio.ifpriomap", "eth0 5", "lo 0\neth0 2\n", "eth0 2"],
])("%s: before %j it held %j", (file, value, content, before) => {
  expect(previousValue({ file, value, content })).toBe(before);
});
