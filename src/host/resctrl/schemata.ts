/** Lines of a group's schemata: `L3:0=7f0;1=1f` gives resource L3 in domain 0 the mask 7f0, in domain 1 the mask 1f. */

/** Values by resource and domain. Masks are hexadecimal, bandwidths decimal; neither leading zeros nor the order count. */
function parse(text: string): Map<string, bigint | string> {
  const values = new Map<string, bigint | string>();
  for (const line of text.split("\n")) {
    const colon = line.indexOf(":");
    if (colon < 0) continue;
    const resource = line.slice(0, colon).trim();
    for (const entry of line.slice(colon + 1).split(";")) {
      const [domain = "", value = ""] = entry.split("=");
      values.set(`${resource}:${domain.trim()}`, number(value.trim(), isBandwidth(resource)));
    }
  }
  return values;
}

function isBandwidth(resource: string): boolean {
  return resource === "MB" || resource === "SMBA";
}

/** The text itself where it is no number. */
function number(text: string, decimal: boolean): bigint | string {
  try {
    return BigInt(decimal ? text : `0x${text}`);
  } catch {
    return text;
  }
}

/**
 * The first value that is wanted and not there, as `L3:1`; undefined where all are. What is not named may be anything.
 * A percentage of bandwidth counts as there where the kernel has rounded it up to its next step.
 */
export function differing(wanted: string, present: string, bandwidthStep: bigint): string | undefined {
  const there = parse(present);
  for (const [place, value] of parse(wanted)) {
    const found = there.get(place);
    if (found === value) continue;
    const rounds = place.startsWith("MB:") && typeof value === "bigint" && bandwidthStep > 0n;
    if (rounds && found === ((value + bandwidthStep - 1n) / bandwidthStep) * bandwidthStep) continue;
    return place;
  }
  return undefined;
}
