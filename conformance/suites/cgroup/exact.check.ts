/** 64-bit numbers to the last bit: in what the runtime writes, in BPF, and in what the kernel makes of them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { cgroupMode } from "../../harness/cgroups.ts";
import { suite } from "../../harness/check.ts";
import type { Change } from "../../harness/config.ts";
import { isPeer } from "../../harness/environment.ts";
import type { Scene } from "../../harness/scene.ts";
import { disk, type Resources } from "./limits.ts";
import { lookAll, withResources } from "./look.ts";

const PAGE = 4096n;
/** PAGE_COUNTER_MAX of linux/page_counter.h, in bytes. */
const MOST = ((2n ** 63n - 1n) / PAGE) * PAGE;
const SIGNED = [2n ** 53n - 1n, 2n ** 53n + 1n, 2n ** 63n - 1n];
const UNSIGNED = [...SIGNED, 2n ** 64n - 1n];

/** What memory controllers read for a number of bytes: whole pages, and at the most a word for no limit on v2. */
function pages(bytes: bigint): string {
  const rounded = (bytes / PAGE) * PAGE;
  return cgroupMode() === "v2" && rounded >= MOST ? "max" : String(rounded);
}

const MEMORY_FILES =
  cgroupMode() === "v2"
    ? ["memory.max", "memory.low"]
    : ["memory.limit_in_bytes", "memory.soft_limit_in_bytes", "memory.memsw.limit_in_bytes"];

function withMemory(bytes: bigint): Change {
  return withResources({ memory: { limit: bytes, reservation: bytes, swap: bytes } });
}

function withShares(number: bigint): Resources {
  const { major = 0, minor = 0 } = disk() ?? {};
  return { cpu: { shares: number }, blockIO: { throttleReadBpsDevice: [{ major, minor, rate: number }] } };
}

/** The values of every write(2) of the runtime itself during create; what it starts is not followed. */
function writtenBy(scene: Scene, change: Change): string[] {
  const container = scene.container(scene.probeBundle(["sleep"], change));
  const trace = join(scene.dir, `${container.id}.trace`);
  const words = scene.runtime.words(["create", "--bundle", container.bundle.dir, container.id]);
  scene.shell('exec strace -e trace=write -e signal=none -s 128 -o "$@"', [trace, ...words]).ok();
  const writes = readFileSync(trace, "latin1").matchAll(/^write\(\d+, "([^"]*)", \d+\) += \d+$/gm);
  return [...writes].map(([, value = ""]) => value);
}

suite("exact", (check) => {
  for (const number of SIGNED) {
    check(`memory: ${number} bytes read as the kernel's whole pages`, (scene) => {
      const seen = lookAll(scene, MEMORY_FILES, withMemory(number));
      expect(seen).toEqual(MEMORY_FILES.map(() => pages(number)));
    });
  }

  for (const number of SIGNED) {
    check(`traced: ${number} bytes of memory are written as they are`, (scene) => {
      const count = writtenBy(scene, withMemory(number)).filter((value) => value === String(number)).length;
      expect(count).toBe(cgroupMode() === "v2" ? 2 : 3);
    });
  }

  for (const number of UNSIGNED) {
    check(`traced: ${number} shares, and as many bytes a second`, (scene) => {
      const { major, minor } = disk() ?? {};
      const rate = cgroupMode() === "v2" ? `rbps=${number}` : String(number);
      const writes = writtenBy(scene, withResources(withShares(number)));
      expect(writes).toContain(cgroupMode() === "v2" ? "10000" : String(number));
      expect(writes).toContain(`${major}:${minor} ${rate}`);
    });
  }

  check("io: bytes a second read as they were written", (scene) => {
    const v2 = cgroupMode() === "v2";
    const file = v2 ? "io.max" : "blkio.throttle.read_bps_device";
    for (const number of SIGNED) {
      const { blockIO = {} } = withShares(number);
      const [seen] = lookAll(scene, [file], withResources({ blockIO }));
      expect(seen).toMatch(new RegExp(v2 ? `rbps=${number} ` : ` ${number}$`));
    }
  });

  const number64 = process.arch === "arm64" ? 166 : 95;
  check("seccomp: an argument matches in all of its 64 bits", (scene) => {
    for (const value of UNSIGNED) {
      const near = [value, value - 1n, value ^ (1n << 32n), value ^ (1n << 63n)];
      const rule = { names: ["umask"], action: "SCMP_ACT_ERRNO", args: [{ index: 0, value, op: "SCMP_CMP_EQ" }] };
      const seen = scene.inside(
        (config) => {
          config.linux.seccomp = { defaultAction: "SCMP_ACT_ALLOW", syscalls: [rule] };
        },
        ...near.map((argument) => `syscall ${number64} ${argument}`),
      );
      expect(
        seen.lines.map(({ errno }) => errno),
        String(value),
      ).toEqual(["EPERM", "", "", ""]);
    }
  });

  check("devices: a number of more than 32 bits is an error, not another device's", (scene) => {
    for (const number of [2n ** 32n + 10n, 2n ** 53n + 1n, 2n ** 63n - 1n]) {
      const devices = [
        { allow: false, access: "rwm" },
        { allow: true, type: "c", major: number, minor: 229, access: "rwm" },
      ];
      scene.refuses(withResources({ devices }), isPeer ? /./ : `/linux/resources/devices/1/major`);
    }
  });

  check("what no field of 64 bits holds is an error with its place", (scene) => {
    scene.refuses(withResources({ memory: { limit: 2n ** 63n } }), isPeer ? /./ : "/linux/resources/memory/limit");
    scene.refuses(withResources({ cpu: { shares: 2n ** 64n } }), isPeer ? /./ : "/linux/resources/cpu/shares");
    scene.refuses(withResources({ memory: { limit: -2n } }), isPeer ? /./ : "/linux/resources/memory/limit");
  });
});
