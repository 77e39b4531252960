import { cva, type VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import { type ComponentProps, cloneElement, isValidElement, type ReactNode } from "react";
import { cn } from "./cn";

const styles = cva(
  "inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-control border font-medium transition-colors disabled:cursor-not-allowed aria-disabled:cursor-not-allowed [&_svg]:size-3.5 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        default:
          "border-line-strong bg-panel text-ink hover:bg-sunken disabled:text-ink-3 aria-disabled:text-ink-3 data-[state=open]:bg-sunken",
        primary:
          "border-transparent bg-accent text-accent-ink hover:bg-accent/90 disabled:bg-grey-soft disabled:text-ink-3 aria-disabled:bg-grey-soft aria-disabled:text-ink-3",
        quiet:
          "border-transparent bg-transparent text-ink-2 hover:bg-grey-soft hover:text-ink disabled:text-ink-3 data-[state=open]:bg-grey-soft",
        danger: "border-line-strong bg-panel text-red hover:bg-red-soft disabled:text-ink-3",
      },
      size: {
        md: "h-8 px-3 text-ui",
        lg: "h-9 px-3 text-ui",
        sm: "h-7 px-2.5 text-xs",
        icon: "size-8 text-ui [&_svg]:size-4",
        "icon-sm": "size-7 text-xs",
      },
    },
    defaultVariants: { variant: "default", size: "md" },
  },
);

type ButtonProps = ComponentProps<"button"> &
  VariantProps<typeof styles> & {
    /** Lends its look to the one element inside, such as a link. */
    asChild?: boolean;
    /** Under way: shows a turning mark and takes no second click, but keeps its place in the tab order. */
    pending?: boolean;
    icon?: ReactNode;
  };

export function Button({
  className,
  variant,
  size,
  asChild,
  pending,
  icon,
  children,
  type,
  onClick,
  ...rest
}: ButtonProps) {
  const classes = cn(styles({ variant, size }), className);
  if (asChild && isValidElement<{ className?: string }>(children)) {
    return cloneElement(children, { className: cn(classes, children.props.className) });
  }
  return (
    <button
      type={type ?? "button"}
      className={classes}
      aria-disabled={pending || undefined}
      onClick={pending ? (event) => event.preventDefault() : onClick}
      {...rest}
    >
      {pending ? <LoaderCircle aria-hidden className="animate-spin" /> : icon}
      {children}
    </button>
  );
}
