/** ` (config.json /mounts/3)` of a JSON pointer, ` (default:name)` of a default, or nothing. */
export function describePlace(from: string | undefined): string {
  if (from === undefined) return "";
  return from.startsWith("default:") ? ` (${from})` : ` (config.json ${from})`;
}
