import { cn } from "./cn";

type LabelledCellProps = { label: string; className?: string; children: React.ReactNode };

/** A cell that names its column where the narrow screen has no room for column heads. */
export const LabelledCell = ({ label, className, children }: LabelledCellProps) => (
  <div role="cell" className={cn("min-w-0 text-ink-2 text-ui", className)}>
    <span aria-hidden className="mr-1.5 text-ink-3 text-xs lg:hidden">
      {label}
    </span>
    {children}
  </div>
);
