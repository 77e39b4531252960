import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { Fragment, type ReactNode } from "react";

type PageHeaderProps = {
  /** Where the page hangs, outermost first. */
  trail?: { href: string; label: string }[];
  title: ReactNode;
  /** Beside the title: a state, a count. */
  badge?: ReactNode;
  /** Under the title: source and age of what is shown. */
  note?: ReactNode;
  actions?: ReactNode;
  /** One more button: after the actions, on a phone beside the title. */
  menu?: ReactNode;
};

export function PageHeader({ trail = [], title, badge, note, actions, menu }: PageHeaderProps) {
  return (
    <header className="mb-5 flex flex-wrap items-end gap-x-6 gap-y-3">
      <div className="min-w-0 flex-1 basis-64">
        {trail.length > 0 ? (
          <nav aria-label="Breadcrumb" className="flex min-w-0 items-center gap-1 text-ink-3 text-xs">
            {trail.map((step, index) => (
              <Fragment key={step.href}>
                {index > 0 ? <ChevronRight aria-hidden className="size-3 shrink-0" /> : null}
                <Link
                  href={step.href}
                  className="flex min-h-6 min-w-0 items-center rounded-sm hover:text-ink hover:underline"
                >
                  <span className="truncate">{step.label}</span>
                </Link>
              </Fragment>
            ))}
          </nav>
        ) : null}
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="min-w-0 break-words font-semibold text-xl leading-7 tracking-[-0.01em]">{title}</h1>
          {badge}
          {menu ? <div className="ml-auto sm:hidden">{menu}</div> : null}
        </div>
        {note ? <p className="mt-0.5 text-ink-3 text-xs">{note}</p> : null}
      </div>
      {actions || menu ? (
        <div className="flex flex-wrap items-center gap-2 max-sm:w-full max-sm:[&>*]:flex-1">
          {actions}
          {menu ? <div className="max-sm:hidden">{menu}</div> : null}
        </div>
      ) : null}
    </header>
  );
}
