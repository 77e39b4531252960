"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { createContext, type ReactNode, useContext, useRef, useState } from "react";
import { Button } from "./button";
import { cn } from "./cn";

type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** While what was asked for is being done the dialog stays, so that a refusal has somewhere to be seen. */
  pending?: boolean;
  title: ReactNode;
  description?: ReactNode;
  /** `side` slides over the page from the right and keeps the list in sight. */
  shape?: "center" | "side";
  children: ReactNode;
};

const PendingContext = createContext(false);

export function Dialog({
  open,
  onOpenChange,
  pending = false,
  title,
  description,
  shape = "center",
  children,
}: DialogProps) {
  const { onOpenAutoFocus, onCloseAutoFocus } = useFocusBack();
  return (
    <Radix.Root open={open} onOpenChange={(stays) => (stays || !pending) && onOpenChange(stays)}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-appear bg-scrim" />
        <Radix.Content
          {...(description ? {} : { "aria-describedby": undefined })}
          // Without a field that asks for it, the dialog itself takes the focus, not its way out.
          onOpenAutoFocus={(event) => {
            onOpenAutoFocus();
            if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
            event.preventDefault();
          }}
          onCloseAutoFocus={onCloseAutoFocus}
          className={cn(
            "fixed z-50 flex animate-appear flex-col border border-line-strong bg-panel outline-none",
            shape === "center" &&
              "inset-x-4 top-[12vh] mx-auto max-h-[80vh] max-w-lg rounded-card max-sm:inset-x-2 max-sm:top-4 max-sm:max-h-[94dvh]",
            shape === "side" && "inset-y-0 right-0 w-full max-w-[480px] border-y-0 border-r-0 max-sm:max-w-none",
          )}
        >
          <header className="flex items-start gap-3 border-line border-b px-5 py-3.5">
            <div className="min-w-0 flex-1">
              <Radix.Title className="font-semibold text-[15px] leading-6">{title}</Radix.Title>
              {description ? <Radix.Description className="text-ink-2">{description}</Radix.Description> : null}
            </div>
            <Radix.Close asChild>
              <Button variant="quiet" size="icon" aria-label="Close" disabled={pending} className="-mr-2">
                <X aria-hidden />
              </Button>
            </Radix.Close>
          </header>
          <PendingContext value={pending}>{children}</PendingContext>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/**
 * Whoever had the focus has it again afterwards: most dialogs here are opened by a key, without a trigger of their own.
 * A field that takes the focus by itself has it before anything opens, so what had it is noted when the dialog is first drawn.
 */
export function useFocusBack() {
  const [atFirst] = useState(withFocus);
  const before = useRef(atFirst);
  return {
    // A menu that led here has given the focus back to its button meanwhile.
    onOpenAutoFocus: () => {
      before.current = withFocus();
    },
    // Told a moment after the dialog has left: what a key led to meanwhile keeps the focus.
    onCloseAutoFocus: (event: Event) => {
      if (withFocus() === document.body) {
        if (!(before.current instanceof HTMLElement && before.current.isConnected)) return;
        before.current.focus();
      }
      event.preventDefault();
    },
  };
}

const withFocus = () => (typeof document === "undefined" ? null : document.activeElement);

export function DialogBody({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={cn("min-h-0 flex-1 overflow-y-auto px-5 py-4", className)}>{children}</div>;
}

/** The way out, as the button says it: "Leave it as it is". */
export function DialogClose({ children }: { children: ReactNode }) {
  const pending = useContext(PendingContext);
  return (
    <Radix.Close asChild>
      <Button disabled={pending}>{children}</Button>
    </Radix.Close>
  );
}

export function DialogFooter({ children }: { children: ReactNode }) {
  return (
    <footer className="flex flex-wrap items-center justify-end gap-2 border-line border-t px-5 py-3">{children}</footer>
  );
}
