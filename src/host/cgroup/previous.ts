/** What must be written to a cgroup's file so that it holds again what it held before. */

interface Change {
  readonly file: string;
  /** What is about to be written. */
  readonly value: string;
  /** What the file reads. */
  readonly content: string;
}

/** What takes away the entry of one device; `KEY` stands for it. */
const UNSET: readonly (readonly [files: RegExp, words: string])[] = [
  [/^io\.max$/, "KEY rbps=max wbps=max riops=max wiops=max"],
  [/^rdma\.max$/, "KEY hca_handle=max hca_object=max"],
  [/^blkio\.throttle\.\w+_device$/, "KEY 0"],
  [/^blkio\.bfq\.weight_device$/, "KEY 0"],
  [/^io(\.bfq)?\.weight$/, "KEY default"],
  [/^net_prio\.ifpriomap$/, "KEY 0"],
];

export function previousValue({ file, value, content }: Change): string {
  const lines = content.trim().split("\n");
  if (file === "memory.oom_control") return lines[0]?.split(" ")[1] ?? "0";
  const words = UNSET.find(([files]) => files.test(file))?.[1];
  // nothing in a cpuset is its parent's; an empty write would not reach the kernel
  if (words === undefined) return content.trim() === "" ? "\n" : content.trim();
  const [key = "", ...more] = value.split(" ");
  // a weight without a device is that of all others
  const entry = more.length === 0 ? "default" : key;
  const line = lines.find((each) => each.startsWith(`${entry} `));
  if (line !== undefined) return line;
  return more.length === 0 ? content.trim() : words.replace("KEY", key);
}
