/** Block devices: cgroup-v1/blkio-controller.rst, io.stat on v2. */
import { omitEmpty, readText, toNumber } from "./files.ts";
import { type Pressure, readPressure } from "./pressure.ts";

export interface BlkioEntry {
  readonly major?: bigint;
  readonly minor?: bigint;
  readonly op?: string;
  readonly value?: bigint;
}

type Lists = Partial<Record<ListName, readonly BlkioEntry[]>>;

export interface BlkioStats extends Lists {
  readonly psi?: Pressure;
}

type ListName =
  | "ioServiceBytesRecursive"
  | "ioServicedRecursive"
  | "ioQueueRecursive"
  | "ioServiceTimeRecursive"
  | "ioWaitTimeRecursive"
  | "ioMergedRecursive"
  | "ioTimeRecursive"
  | "sectorsRecursive";

type Source = readonly (readonly [file: string, list: ListName])[];

const COUNTS: Source = [
  ["io_serviced_recursive", "ioServicedRecursive"],
  ["io_service_bytes_recursive", "ioServiceBytesRecursive"],
];
const ALL: Source = [
  ["sectors_recursive", "sectorsRecursive"],
  ["io_service_time_recursive", "ioServiceTimeRecursive"],
  ["io_wait_time_recursive", "ioWaitTimeRecursive"],
  ["io_merged_recursive", "ioMergedRecursive"],
  ["io_queued_recursive", "ioQueueRecursive"],
  ["time_recursive", "ioTimeRecursive"],
  ...COUNTS,
];
const OWN: Source = [
  ["io_serviced", "ioServicedRecursive"],
  ["io_service_bytes", "ioServiceBytesRecursive"],
];

/** BFQ with its debugging files and without, CFQ (before Linux 5.0), and what throttling counts, with children or without. */
const SOURCES_V1: readonly (readonly [prefix: string, files: Source])[] = [
  ["blkio.bfq.", ALL],
  ["blkio.bfq.", COUNTS],
  ["blkio.", ALL],
  ["blkio.throttle.", COUNTS],
  ["blkio.throttle.", OWN],
];

/** The first source that has something to tell counts. */
export function blkioStatsV1(dir: string | undefined): BlkioStats {
  if (dir === undefined) return {};
  for (const [prefix, files] of SOURCES_V1) {
    const lists = files.map(([file, list]) => [list, toEntries(readText(`${dir}/${prefix}${file}`) ?? "")] as const);
    if (lists[0]?.[1].length === 0) continue;
    return Object.fromEntries(lists.filter(([, entries]) => entries.length > 0));
  }
  return {};
}

/** Lines of `8:0 Read 4096`, `8:0 4096`, and one of a total, which has no device. */
export function toEntries(text: string): BlkioEntry[] {
  return text.split("\n").flatMap((line) => {
    const [device = "", ...rest] = line.split(" ");
    const [major, minor] = device.split(":");
    if (major === undefined || minor === undefined) return [];
    const [op, value] = rest.length > 1 ? rest : ["", rest[0]];
    return [entry({ major, minor, op: op ?? "", value: value ?? "" })];
  });
}

const OPERATIONS: Readonly<Record<string, readonly [list: ListName, op: string]>> = {
  rbytes: ["ioServiceBytesRecursive", "Read"],
  wbytes: ["ioServiceBytesRecursive", "Write"],
  rios: ["ioServicedRecursive", "Read"],
  wios: ["ioServicedRecursive", "Write"],
};

export function blkioStatsV2(dir: string): BlkioStats {
  return { ...toLists(readText(`${dir}/io.stat`) ?? ""), ...readPressure(`${dir}/io.pressure`) };
}

/** Lines of `8:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=5 dios=6`, in the lists that v1 has. */
export function toLists(text: string): Lists {
  const lists: Partial<Record<ListName, BlkioEntry[]>> = {};
  for (const line of text.split("\n")) {
    const [device = "", ...words] = line.split(" ");
    const [major, minor] = device.split(":");
    if (major === undefined || minor === undefined) continue;
    for (const word of words) {
      const [key = "", value = ""] = word.split("=");
      const [list, op] = OPERATIONS[key] ?? [];
      if (list === undefined || op === undefined) continue;
      lists[list] = [...(lists[list] ?? []), entry({ major, minor, op, value })];
    }
  }
  return lists;
}

function entry({ major, minor, op, value }: Record<"major" | "minor" | "op" | "value", string>): BlkioEntry {
  const numbers = { major: toNumber(major), minor: toNumber(minor), op, value: toNumber(value) };
  return omitEmpty(numbers, "major", "minor", "op", "value");
}
