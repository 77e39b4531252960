"use client";

import { useEffect, useState } from "react";
import { Button } from "./button";
import { Notice } from "./notice";
import { useOnline } from "./use-online";

/** Shorter than this nobody asks what became of a click. Milliseconds. */
const PATIENCE_MS = 1_000;

/** In the place of what was asked for and is not there yet: nothing at first, then why, at the edge of the page. */
export function StillLoading() {
  const online = useOnline();
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!long) return null;
  return (
    <div className="fixed inset-x-4 bottom-4 z-50 mx-auto max-w-md shadow-lg">
      {online ? (
        <Notice
          tone="warning"
          title="This cannot be loaded just now."
          action={
            <Button variant="default" onClick={() => window.location.reload()}>
              Load the page again
            </Button>
          }
        >
          It opens by itself once Lockstep answers. After an update of Lockstep, load the page again.
        </Notice>
      ) : (
        <Notice tone="warning" title="This opens once the connection is back." />
      )}
    </div>
  );
}
