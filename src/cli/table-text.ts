/** Distance between columns. */
const GAP = 3;

/** Rows as lines, each column as wide as its widest cell. */
export function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  }
  const line = (row: readonly string[]): string => row.map((cell, at) => cell.padEnd((widths[at] ?? 0) + GAP)).join("");
  return rows.map((row) => `${line(row).trimEnd()}\n`).join("");
}
