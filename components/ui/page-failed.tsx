"use client";

type PageFailedProps = { error: unknown; retry: () => void };

/** A page that broke while it was drawn. Plain on purpose: it is loaded with every page and must depend on little. */
export function PageFailed({ error, retry }: PageFailedProps) {
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : null;
  return (
    <div role="alert" className="mx-auto max-w-md px-4 py-20 text-center">
      <h1 className="font-semibold">Could not load this page</h1>
      <p className="mt-1 text-balance text-ink-2">
        Something broke here. Nothing was pushed because of it.{digest ? ` The log knows it as ${digest}.` : ""}
      </p>
      <button
        type="button"
        onClick={retry}
        className="mt-4 h-8 rounded-control border border-line-strong bg-panel px-3 font-medium text-ui hover:bg-sunken"
      >
        Load again
      </button>
    </div>
  );
}
