export type CsvCell = string | number | null;

// What a spreadsheet takes for the start of a formula, tabs and line breaks before one included.
const FORMULA = /^[\t\r\n ]*[=+\-@]/;

/**
 * One line of a CSV after RFC 4180, with its line break. A text that a spreadsheet would compute gets an apostrophe before
 * it; numbers are ours and stay numbers.
 */
export const csvLine = (cells: readonly CsvCell[]): string => `${cells.map(csvCell).join(",")}\r\n`;

function csvCell(value: CsvCell): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
