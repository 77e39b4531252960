"use client";

import { FailedState } from "@/components/ui/query-view";

export default function PageError({ error, retry }: { error: unknown; retry: () => void }) {
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : null;
  return (
    <div className="mx-auto max-w-2xl px-4 py-16">
      <FailedState
        what="this page"
        reason={`Something broke here. Nothing was pushed because of it.${digest ? ` The log knows it as ${digest}.` : ""}`}
        onRetry={retry}
      />
    </div>
  );
}
