/** Which capabilities a container of this runtime can have. */
import { CAPABILITIES } from "../../config/capabilities.ts";
import { type Abilities, CAP_SYS_ADMIN, type Host, isCapable } from "./ability.ts";

/** capabilities(7): nobody gets one that the bounding set lacks, but in a user namespace of their own. */
export function capabilityAbilities(host: Host): Abilities {
  const bounding = boundingSet(host);
  if (bounding === undefined || !isCapable(host, CAP_SYS_ADMIN)) return { capabilities: {} };
  const missing = [...CAPABILITIES].filter(([, number]) => ((bounding >> BigInt(number)) & 1n) === 0n);
  if (missing.length === 0) return { capabilities: {} };
  const reason = `the runtime's bounding set lacks ${missing.map(([name]) => name).join(", ")}`;
  return { capabilities: { reason } };
}

function boundingSet({ text }: Host): bigint | undefined {
  const digits = /^CapBnd:\s*([0-9a-f]+)$/m.exec(text("/proc/self/status") ?? "")?.[1];
  return digits === undefined ? undefined : BigInt(`0x${digits}`);
}
