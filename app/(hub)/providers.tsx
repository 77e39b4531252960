"use client";

import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ToasterLoader } from "@/components/ui/toaster-loader";
import { ApiProblem } from "@/lib/api/browser";

const RETRY_LIMIT = 2;
/** An answer that was lost comes at once or not for a while; nobody should look at a skeleton for seconds to learn which. */
const FIRST_RETRY_MS = 300;

/** Whatever was asked for is answered with the sign-in page once the session has ended. */
function leaveWhenSignedOut(error: unknown) {
  if (!(error instanceof ApiProblem) || error.code !== "unauthenticated") return;
  const from = window.location.pathname + window.location.search;
  window.location.assign(`/sign-in?from=${encodeURIComponent(from)}`);
}

/** Our own refusals stay the same when asked again; only a lost or broken answer is worth another try. */
function shouldRetry(failures: number, error: unknown) {
  if (error instanceof ApiProblem && error.status !== null && error.status < 500) return false;
  return failures < RETRY_LIMIT;
}

function createQueryClient() {
  return new QueryClient({
    queryCache: new QueryCache({ onError: leaveWhenSignedOut }),
    mutationCache: new MutationCache({ onError: leaveWhenSignedOut }),
    defaultOptions: {
      queries: {
        retry: shouldRetry,
        retryDelay: (failures) => FIRST_RETRY_MS * 2 ** failures,
        staleTime: 30_000,
        refetchOnWindowFocus: true,
      },
      // A write is never repeated on its own, nor kept for later when the line is down: the person decides.
      mutations: { retry: false, networkMode: "always" },
    },
  });
}

/** What the rooms of the hub need: the cache of what was read, news at the edge. */
export function HubProviders({ children }: { children: ReactNode }) {
  const [queryClient] = useState(createQueryClient);
  return (
    <QueryClientProvider client={queryClient}>
      {children}
      <ToasterLoader />
    </QueryClientProvider>
  );
}
