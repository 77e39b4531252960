import { Skeleton } from "./skeleton";

type PageHeaderSkeletonProps = {
  /** Widths of where the page hangs, its title, its note and each of its actions. */
  trail: string;
  title: string;
  note: string;
  actions: readonly string[];
};

/** The place of a `PageHeader` that has all its parts. */
export const PageHeaderSkeleton = ({ trail, title, note, actions }: PageHeaderSkeletonProps) => (
  <div className="mb-5 flex flex-wrap items-end gap-4">
    <div className="flex-1 basis-64 space-y-1.5">
      <Skeleton className={`h-3.5 ${trail}`} />
      <Skeleton className={`h-7 ${title}`} />
      <Skeleton className={`h-3.5 ${note}`} />
    </div>
    <div className="flex gap-2">
      {actions.map((width) => (
        <Skeleton key={width} className={`h-8 ${width}`} />
      ))}
    </div>
  </div>
);
