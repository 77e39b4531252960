import type { Figure } from "./types";

export type BenchResult = { name: string; seconds: number; figures: Figure[]; error?: string };

/** Whether a figure keeps its target; one without a target always does. */
export function keepsTarget({ value, target }: Figure): boolean {
  if (!target) return true;
  const [sign, limit] = target.split(" ");
  if (sign === "≤") return value <= Number(limit);
  if (sign === "≥") return value >= Number(limit);
  return value === Number(limit);
}

/** A Markdown table, so that it can be pasted into `bench/README.md` as it is. */
export function formatTable(results: BenchResult[]): string {
  const rows = results.flatMap((result) =>
    result.error
      ? [[result.name, `failed: ${result.error.split("\n")[0]}`, "", "", ""]]
      : result.figures.map((figure) => [
          result.name,
          figure.name,
          `${formatNumber(figure.value)} ${figure.unit}`.trim(),
          figure.target ?? "",
          figure.target ? (keepsTarget(figure) ? "kept" : "missed") : "",
        ]),
  );
  const all = [["Benchmark", "Figure", "Measured", "Target", ""], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(3, ...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = all;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join("\n");
}

/** Whole numbers from a hundred on, two digits behind the point below. */
function formatNumber(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) return Math.round(value).toLocaleString("en-US");
  return value.toFixed(2);
}
