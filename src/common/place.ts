/** ` (config.json /mounts/3)` of a JSON pointer, ` (default:name)` of a default; nothing where the message says it. */
export function describePlace({ message, from }: { message: string; from?: string | undefined }): string {
  if (from === undefined || (from !== "" && message.includes(from))) return "";
  return from.startsWith("default:") ? ` (${from})` : ` (config.json ${from})`;
}
