/** Random numbers that are the same in every run (xorshift32), so that a failure can be seen again. */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** A copy with up to four changes: a byte, a run of bytes, a cut, an insertion, a number that is too large. */
export function mutate(original: Uint8Array, random: (below: number) => number): Uint8Array {
  let bytes = Buffer.from(original);
  for (let change = random(4); change >= 0; change--) {
    if (bytes.length < 8) return bytes;
    const at = random(bytes.length - 4);
    switch (random(5)) {
      case 0:
        bytes[at] = random(256);
        break;
      case 1:
        bytes.writeUInt32LE([0, 1, 0x7fffffff, 0xffffffff, bytes.length][random(5)] ?? 0, at);
        break;
      case 2:
        bytes = bytes.subarray(0, at);
        break;
      case 3:
        bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from([random(256)]), bytes.subarray(at)]);
        break;
      default:
        bytes.fill(random(256), at, Math.min(bytes.length, at + random(16)));
    }
  }
  return bytes;
}
