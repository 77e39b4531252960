"use client";

import "./globals.css";

/** When even the frame of the page broke: no theme, no styles of components, only the way back. */
export default function GlobalError({ retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body className="font-sans">
        <title>Lockstep could not start</title>
        <main className="mx-auto max-w-md px-4 py-24">
          <h1 className="font-semibold text-xl">Lockstep could not start</h1>
          <p className="mt-2 text-ink-2">Something broke before the page was there. Runs under way go on without it.</p>
          <button
            type="button"
            onClick={retry}
            className="mt-5 h-8 rounded-control border border-line-strong bg-panel px-3 font-medium text-ui"
          >
            Load again
          </button>
        </main>
      </body>
    </html>
  );
}
