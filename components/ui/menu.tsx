"use client";

import { Check } from "lucide-react";
import {
  cloneElement,
  createContext,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { cn } from "./cn";

const MenuContext = createContext<{ close: () => void } | null>(null);

const GAP = 4;
const EDGE = 8;

type MenuProps = {
  /** A button. It gets the attributes and handlers that make it open the menu. */
  trigger: ReactElement<TriggerProps>;
  align?: "start" | "end";
  children: ReactNode;
};

type TriggerProps = {
  ref?: React.Ref<HTMLButtonElement>;
  onClick?: () => void;
  onKeyDown?: (event: KeyboardEvent) => void;
  "aria-haspopup"?: "menu";
  "aria-expanded"?: boolean;
  "aria-controls"?: string | undefined;
  "data-state"?: "open" | "closed";
};

/**
 * A menu of actions after the pattern of the ARIA guide: arrows, Home, End and letters move, Esc and Tab leave. It lies
 * in the browser's top layer, so no list clips it and a dialog around it keeps its focus.
 */
export function Menu({ trigger, align = "end", children }: MenuProps) {
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const id = useId();
  const close = useCallback(() => {
    setOpen(false);
    anchor.current?.focus({ preventScroll: true });
  }, []);
  return (
    <>
      {cloneElement(trigger, {
        ref: anchor,
        onClick: () => setOpen(!open),
        onKeyDown: (event: KeyboardEvent) => {
          if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
          event.preventDefault();
          event.stopPropagation();
          setOpen(true);
        },
        "aria-haspopup": "menu",
        "aria-expanded": open,
        "aria-controls": open ? id : undefined,
        "data-state": open ? "open" : "closed",
      })}
      {open ? (
        <MenuContext value={{ close }}>
          <MenuSurface id={id} anchor={anchor} align={align} onLeave={() => setOpen(false)} onEscape={close}>
            {children}
          </MenuSurface>
        </MenuContext>
      ) : null}
    </>
  );
}

type MenuSurfaceProps = {
  id: string;
  anchor: React.RefObject<HTMLButtonElement | null>;
  align: "start" | "end";
  onLeave: () => void;
  onEscape: () => void;
  children: ReactNode;
};

function MenuSurface({ id, anchor, align, onLeave, onEscape, children }: MenuSurfaceProps) {
  const surface = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    const menu = surface.current;
    if (!menu || !anchor.current) return;
    menu.showPopover();
    place(menu, anchor.current.getBoundingClientRect(), align);
    itemsOf(menu)[0]?.focus({ preventScroll: true });
  }, [anchor, align]);

  useEffect(() => {
    const onPointerDown = (event: PointerEvent) => {
      const target = event.target instanceof Node ? event.target : null;
      if (!surface.current?.contains(target) && !anchor.current?.contains(target)) onLeave();
    };
    const onScroll = (event: Event) => {
      if (event.target instanceof Node && surface.current?.contains(event.target)) return;
      onLeave();
    };
    document.addEventListener("pointerdown", onPointerDown, true);
    window.addEventListener("scroll", onScroll, true);
    window.addEventListener("resize", onLeave);
    return () => {
      document.removeEventListener("pointerdown", onPointerDown, true);
      window.removeEventListener("scroll", onScroll, true);
      window.removeEventListener("resize", onLeave);
    };
  }, [anchor, onLeave]);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    event.stopPropagation();
    const items = itemsOf(event.currentTarget);
    const current = items.indexOf(document.activeElement as HTMLElement);
    const next = nextItem(event.key, items, current);
    if (next) {
      event.preventDefault();
      next.focus();
    } else if (event.key === "Escape") {
      event.preventDefault();
      onEscape();
    } else if (event.key === "Tab") onLeave();
  };

  return (
    <div
      ref={surface}
      id={id}
      role="menu"
      tabIndex={-1}
      popover="manual"
      onKeyDown={onKeyDown}
      // Inside a link or a row a choice must not also open what the menu belongs to.
      onClick={(event) => event.stopPropagation()}
      className="fixed inset-auto m-0 max-h-[70dvh] min-w-44 max-w-[calc(100vw-16px)] animate-appear overflow-y-auto rounded-card border border-line-strong bg-panel p-1 text-ink text-sm outline-none"
    >
      {children}
    </div>
  );
}

const itemsOf = (menu: HTMLElement) => [
  ...menu.querySelectorAll<HTMLElement>("[role^=menuitem]:not([aria-disabled=true])"),
];

function nextItem(key: string, items: HTMLElement[], current: number): HTMLElement | undefined {
  if (key === "ArrowDown") return items[(current + 1) % items.length];
  if (key === "ArrowUp") return items[(current - 1 + items.length) % items.length];
  if (key === "Home") return items[0];
  if (key === "End") return items.at(-1);
  if (key.length !== 1 || key === " ") return undefined;
  const after = [...items.slice(current + 1), ...items.slice(0, current + 1)];
  return after.find((item) => item.textContent?.trim().toLowerCase().startsWith(key.toLowerCase()));
}

/** Below the button, or above it where there is no room; never beyond the edge of the window. */
function place(menu: HTMLElement, anchor: DOMRect, align: "start" | "end") {
  const { width, height } = menu.getBoundingClientRect();
  const wanted = align === "end" ? anchor.right - width : anchor.left;
  const left = Math.max(EDGE, Math.min(wanted, window.innerWidth - width - EDGE));
  const below = anchor.bottom + GAP;
  const fits = below + height <= window.innerHeight - EDGE;
  const top = fits ? below : Math.max(EDGE, anchor.top - GAP - height);
  menu.style.left = `${left}px`;
  menu.style.top = `${top}px`;
}

const itemLook =
  "flex min-h-7 w-full select-none items-center gap-2 rounded px-2 py-1 text-left text-ui outline-none hover:bg-grey-soft focus:bg-grey-soft aria-disabled:text-ink-3 [&_svg]:size-3.5 [&_svg]:shrink-0";

/** Closes the menu, giving the focus back, and only then does what was chosen: it may open a dialog. */
function useChoose(onSelect: () => void) {
  const menu = useContext(MenuContext);
  return () => {
    menu?.close();
    onSelect();
  };
}

type MenuItemProps = {
  onSelect: () => void;
  icon?: ReactNode;
  /** The key that does the same. */
  hint?: ReactNode;
  danger?: boolean;
  children: ReactNode;
};

export function MenuItem({ onSelect, icon, hint, danger, children }: MenuItemProps) {
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      onClick={useChoose(onSelect)}
      className={cn(itemLook, danger && "text-red")}
    >
      {icon}
      <span className="min-w-0 flex-1">{children}</span>
      {hint ? <span className="text-ink-3 text-xs">{hint}</span> : null}
    </button>
  );
}

/** A link as an item: `children` is one, and gets the look and the role. */
export function MenuLink({ children }: { children: ReactElement<React.AnchorHTMLAttributes<HTMLAnchorElement>> }) {
  const menu = useContext(MenuContext);
  return cloneElement(children, {
    role: "menuitem",
    tabIndex: -1,
    className: cn(itemLook, children.props.className),
    onClick: () => menu?.close(),
  });
}

type MenuChoiceProps<Value extends string> = {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
};

export function MenuChoice<Value extends string>({ label, value, options, onChange }: MenuChoiceProps<Value>) {
  const menu = useContext(MenuContext);
  const id = useId();
  return (
    <div role="group" aria-labelledby={id}>
      <p id={id} className="px-2 pt-1 pb-0.5 text-ink-3 text-xs">
        {label}
      </p>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          role="menuitemradio"
          aria-checked={option.value === value}
          tabIndex={-1}
          onClick={() => {
            onChange(option.value);
            menu?.close();
          }}
          className={itemLook}
        >
          <span className="w-3.5">{option.value === value ? <Check aria-hidden /> : null}</span>
          {option.label}
        </button>
      ))}
    </div>
  );
}

export const MenuSeparator = () => <hr className="mx-1 my-1 border-line" />;

export const MenuLabel = ({ children }: { children: ReactNode }) => (
  <div role="presentation" className="px-2 py-1 text-ink-3 text-xs">
    {children}
  </div>
);
