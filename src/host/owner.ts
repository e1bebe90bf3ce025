import { readFileSync } from "node:fs";

/** Login name of a uid from /etc/passwd (passwd(5)); the number where it has none there. */
export function ownerName(uid: number): string {
  for (const line of passwd().split("\n")) {
    const [name, , id] = line.split(":", 3);
    if (name !== undefined && Number(id) === uid) return name;
  }
  return String(uid);
}

function passwd(): string {
  try {
    return readFileSync("/etc/passwd", "utf8");
  } catch {
    return "";
  }
}
