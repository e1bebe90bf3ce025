/** linux.resources.blockIO: weights and throttles of block devices (cgroup-v1/blkio-controller.rst, cgroup-v2.rst "IO"). */
import { RuntimeError } from "../../../common/errors.ts";
import { pointer } from "../../../common/pointer.ts";
import type { Int, Throttle } from "../../../config/spec.ts";
import { BLOCK, type Limit, type LimitContext, limitAt, placeOf, type Write } from "./limit.ts";

export const handles: readonly string[] = ["/linux/resources/blockIO"];

const POINTER = "/linux/resources/blockIO";

type BlockIO = NonNullable<LimitContext["spec"]["resources"]["blockIO"]>;

/** Each kind of throttle: its file on v1, its key in io.max on v2. */
const THROTTLES = {
  throttleReadBpsDevice: ["blkio.throttle.read_bps_device", "rbps"],
  throttleWriteBpsDevice: ["blkio.throttle.write_bps_device", "wbps"],
  throttleReadIOPSDevice: ["blkio.throttle.read_iops_device", "riops"],
  throttleWriteIOPSDevice: ["blkio.throttle.write_iops_device", "wiops"],
} as const;

type ThrottleKind = keyof typeof THROTTLES;
const KINDS = Object.keys(THROTTLES) as ThrottleKind[];

export function blockLimits(context: LimitContext): Limit[] {
  const { blockIO } = context.spec.resources;
  if (blockIO === undefined) return [];
  const writesFor = (version: 1 | 2): Write[] => [
    ...weights(blockIO, version),
    ...KINDS.flatMap((kind) => throttles(kind, blockIO[kind] ?? [], version)),
  ];
  // a caller's `{"weight": 0}` shall not want the controller
  if (writesFor(1).length === 0) return [];
  const place = placeOf(context, BLOCK, POINTER);
  return writesFor(place.version).map((write) => limitAt(place, write));
}

/** The weight of all devices before those of single ones, which it would not change. 0 is unset, as callers write it. */
function weights({ weight, leafWeight, weightDevice }: BlockIO, version: 1 | 2): Write[] {
  const writes: Write[] = [];
  if (weight) writes.push(weightWrite("", weight, { version, from: `${POINTER}/weight` }));
  if (leafWeight) writes.push(leafWrite("", leafWeight, { version, from: `${POINTER}/leafWeight` }));
  for (const [index, device] of (weightDevice ?? []).entries()) {
    const from = pointer(POINTER, "weightDevice", index);
    const numbers = `${device.major}:${device.minor} `;
    if (device.weight) writes.push(weightWrite(numbers, device.weight, { version, from: `${from}/weight` }));
    if (device.leafWeight) writes.push(leafWrite(numbers, device.leafWeight, { version, from: `${from}/leafWeight` }));
  }
  return writes;
}

interface Origin {
  readonly version: 1 | 2;
  readonly from: string;
}

/**
 * A weight is BFQ's where the kernel has BFQ (bfq-iosched.rst "Group scheduling"). Without it v2 still has io.weight, in
 * another range.
 */
function weightWrite(device: string, weight: number, { version, from }: Origin): Write {
  const value = `${device}${weight}`;
  if (version === 1) return { file: device === "" ? "blkio.bfq.weight" : "blkio.bfq.weight_device", value, from };
  const write: Write = { file: "io.bfq.weight", value, from };
  const converted = toIoWeight(weight);
  return converted === undefined
    ? write
    : { ...write, otherwise: { file: "io.weight", value: `${device}${converted}` } };
}

/** 10 to 1000, as the spec's weights were made for CFQ, to v2's 1 to 10000 in a straight line, as the field has it. */
export function toIoWeight(weight: number): number | undefined {
  if (weight < 10 || weight > 1000) return undefined;
  return 1 + Math.floor(((weight - 10) * 9999) / 990);
}

/** Leaf weights were CFQ's. The v1 file is tried: the kernel says that it is gone. */
function leafWrite(device: string, weight: number, { version, from }: Origin): Write {
  if (version === 1) {
    return {
      file: device === "" ? "blkio.leaf_weight" : "blkio.leaf_weight_device",
      value: `${device}${weight}`,
      from,
    };
  }
  throw new RuntimeError("UNSUPPORTED_HOST", "cgroup v2 has no leaf weights", {
    from,
    hint: "give the container's own children weights of their own, or leave it out",
  });
}

function throttles(kind: ThrottleKind, list: readonly Throttle[], version: 1 | 2): Write[] {
  const [file, key] = THROTTLES[kind];
  return list.map(({ major, minor, rate }, index) => {
    const from = pointer(POINTER, kind, index);
    const device = `${major}:${minor}`;
    if (version === 1) return { file, value: `${device} ${rate}`, from };
    return { file: "io.max", value: `${device} ${key}=${rateOf(rate)}`, from };
  });
}

/** v1 takes 0 for no limit; v2 has a word for it, and refuses 0. */
function rateOf(rate: Int): string {
  return BigInt(rate) === 0n ? "max" : String(rate);
}
