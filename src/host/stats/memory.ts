/** Memory: cgroup-v1/memory.rst, cgroup-v2.rst "Memory Interface Files". Sizes are bytes. */
import { omitEmpty, readNumber, readText, toKeyed, UNLIMITED } from "./files.ts";
import { type Pressure, readPressure } from "./pressure.ts";

export interface MemoryEntry {
  readonly limit: bigint;
  readonly usage?: bigint;
  readonly max?: bigint;
  readonly failcnt: bigint;
}

export interface MemoryStats {
  readonly cache?: bigint;
  readonly usage: MemoryEntry;
  /** Memory and swap together, on v2 too. */
  readonly swap: MemoryEntry;
  readonly kernel: MemoryEntry;
  readonly kernelTCP: MemoryEntry;
  /** memory.stat as it is. */
  readonly raw?: Readonly<Record<string, bigint>>;
  readonly psi?: Pressure;
}

const NOTHING = { limit: 0n, usage: 0n, max: 0n, failcnt: 0n };

export function memoryStatsV1(dir: string | undefined): MemoryStats {
  const stat = toKeyed(dir === undefined ? "" : (readText(`${dir}/memory.stat`) ?? ""));
  return {
    ...common(stat, "cache"),
    usage: entryV1(dir, "memory"),
    swap: entryV1(dir, "memory.memsw"),
    kernel: entryV1(dir, "memory.kmem"),
    kernelTCP: entryV1(dir, "memory.kmem.tcp"),
    ...raw(stat),
  };
}

/** Some kernels lack accounts of swap and of the kernel's memory, and newer ones their limits. */
function entryV1(dir: string | undefined, name: string): MemoryEntry {
  if (dir === undefined) return entry(NOTHING);
  return entry({
    limit: readNumber(`${dir}/${name}.limit_in_bytes`),
    usage: readNumber(`${dir}/${name}.usage_in_bytes`),
    max: readNumber(`${dir}/${name}.max_usage_in_bytes`),
    failcnt: readNumber(`${dir}/${name}.failcnt`),
  });
}

export function memoryStatsV2(dir: string): MemoryStats {
  const stat = toKeyed(readText(`${dir}/memory.stat`) ?? "");
  const usage = entryV2(dir, "memory");
  return {
    ...common(stat, "file"),
    usage: entry(usage),
    swap: entry(withSwap(usage, entryV2(dir, "memory.swap"))),
    kernel: entry(NOTHING),
    kernelTCP: entry(NOTHING),
    ...raw(stat),
    ...readPressure(`${dir}/memory.pressure`),
  };
}

/** memory.peak came with Linux 5.19. */
function entryV2(dir: string, name: string): typeof NOTHING {
  return {
    limit: readNumber(`${dir}/${name}.max`),
    usage: readNumber(`${dir}/${name}.current`),
    max: readNumber(`${dir}/${name}.peak`),
    failcnt: 0n,
  };
}

/** The peaks of the two may have been at different times, and so have no sum. */
export function withSwap(memory: typeof NOTHING, swap: typeof NOTHING): typeof NOTHING {
  const unlimited = memory.limit === UNLIMITED || swap.limit === UNLIMITED;
  const limit = unlimited ? UNLIMITED : memory.limit + swap.limit;
  return { limit, usage: memory.usage + swap.usage, max: 0n, failcnt: 0n };
}

function entry(values: typeof NOTHING): MemoryEntry {
  return omitEmpty(values, "usage", "max");
}

function common(stat: ReadonlyMap<string, bigint>, key: string): { readonly cache?: bigint } {
  return omitEmpty({ cache: stat.get(key) ?? 0n }, "cache");
}

/** By name, as Go writes maps. */
function raw(stat: ReadonlyMap<string, bigint>): { readonly raw?: Readonly<Record<string, bigint>> } {
  if (stat.size === 0) return {};
  return { raw: Object.fromEntries([...stat].sort(([left], [right]) => (left < right ? -1 : 1))) };
}
