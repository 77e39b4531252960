"use client";

import { type ComponentProps, createContext, type ReactNode, useContext, useEffect, useId, useRef } from "react";
import { cn } from "./cn";

type FieldWiring = { id: string; describedBy: string | undefined; invalid: boolean };
const FieldContext = createContext<FieldWiring | null>(null);

type FieldProps = {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  /** Right of the label: an unsynced mark, a counter. */
  aside?: ReactNode;
  className?: string;
  children: ReactNode;
};

/** A label, one control, its hint and its error, tied together for a screen reader. */
export function Field({ label, hint, error, aside, className, children }: FieldProps) {
  const id = useId();
  const describedBy = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ") || undefined;
  return (
    <div className={cn("space-y-1", className)}>
      <div className="flex min-h-5 items-center gap-2">
        <label htmlFor={id} className="font-medium text-ui">
          {label}
        </label>
        {aside ? <span className="ml-auto text-ink-3 text-xs">{aside}</span> : null}
      </div>
      <FieldContext value={{ id, describedBy, invalid: Boolean(error) }}>{children}</FieldContext>
      {hint ? (
        <p id={`${id}-hint`} className="text-ink-3 text-xs">
          {hint}
        </p>
      ) : null}
      {error ? (
        <p id={`${id}-error`} className="text-red text-xs">
          {error}
        </p>
      ) : null}
    </div>
  );
}

/**
 * For a form: after each refusal the first box that is wrong takes the focus, which may be far from the button that was
 * pressed. `refusals` counts them.
 */
export function useFocusFirstInvalid(refusals: number) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (refusals > 0) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [refusals]);
  return form;
}

/** Beside a form's buttons: how many of its fields are wrong, also those that are out of sight. */
export function InvalidFields({ amount }: { amount: number }) {
  if (amount === 0) return null;
  return (
    <p role="alert" className="mr-auto text-red text-ui">
      {amount === 1 ? "1 field needs a look" : `${amount} fields need a look`}
    </p>
  );
}

/** The attributes that tie a control to the field around it. */
export function useFieldWiring() {
  const wiring = useContext(FieldContext);
  return wiring
    ? { id: wiring.id, "aria-describedby": wiring.describedBy, "aria-invalid": wiring.invalid || undefined }
    : {};
}

export const controlLook =
  "w-full min-w-0 rounded-control border border-control bg-panel text-ink disabled:bg-sunken disabled:text-ink-3 aria-invalid:border-red";

export function Input({ className, tall = false, ...rest }: ComponentProps<"input"> & { tall?: boolean }) {
  const size = tall ? "h-9 px-2.5 text-sm" : "h-8 px-2.5 text-ui";
  return <input {...useFieldWiring()} className={cn(controlLook, size, className)} {...rest} />;
}

export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return (
    <textarea
      {...useFieldWiring()}
      className={cn(controlLook, "min-h-20 px-2.5 py-1.5 text-ui", className)}
      {...rest}
    />
  );
}

/** The browser's own choice list: right on every phone and for every screen reader. */
export function Select({ className, ...rest }: ComponentProps<"select">) {
  return <select {...useFieldWiring()} className={cn(controlLook, "h-8 px-2 text-ui", className)} {...rest} />;
}

export function Checkbox({ label, className, ...rest }: ComponentProps<"input"> & { label: ReactNode }) {
  return (
    <label className={cn("inline-flex min-h-6 items-center gap-2 text-ui", className)}>
      <input type="checkbox" className="size-4 accent-accent" {...rest} />
      {label}
    </label>
  );
}
