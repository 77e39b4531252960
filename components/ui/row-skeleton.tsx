import type { ReactNode } from "react";
import { cn } from "./cn";
import { Loading } from "./skeleton";

const NAME_WIDTHS = ["w-40", "w-56", "w-32", "w-48", "w-44", "w-36"];

type RowSkeletonProps = {
  what: string;
  /** The grid of the rows, with their height. */
  columns: string;
  /** Below this width the table shows no headings. */
  headingsFrom: "md" | "lg";
  /** One row; its longest text takes the width that is given. */
  row: (nameWidth: string) => ReactNode;
};

/** A `RowTable` that is on its way. */
export function RowSkeleton({ what, columns, headingsFrom, row }: RowSkeletonProps) {
  return (
    <Loading what={what} className="overflow-clip rounded-card border border-line bg-panel">
      <div className={cn("h-9 border-line border-b", headingsFrom === "md" ? "max-md:hidden" : "max-lg:hidden")} />
      {NAME_WIDTHS.map((width) => (
        <div key={width} className={cn(columns, "border-line border-b px-3.5 last:border-b-0")}>
          {row(cn("max-w-full", width))}
        </div>
      ))}
    </Loading>
  );
}
