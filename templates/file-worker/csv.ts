/** A table as a CSV file (RFC 4180). Rows shorter than the head are filled up, longer ones are cut. */
export function csv(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => columns.map((_, index) => quoted(cells[index] ?? "")).join(",");
  return [columns, ...rows].map((cells) => `${line(cells)}\r\n`).join("");
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
