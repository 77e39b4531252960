import type { ComponentProps } from "react";
import { cn } from "./cn";

export function Card({ className, ...rest }: ComponentProps<"section">) {
  return <section className={cn("rounded-card border border-line bg-panel", className)} {...rest} />;
}

export function CardHeader({ className, ...rest }: ComponentProps<"header">) {
  return (
    <header
      className={cn("flex flex-wrap items-center gap-x-2.5 gap-y-2 border-line border-b px-3.5 py-2.5", className)}
      {...rest}
    />
  );
}
