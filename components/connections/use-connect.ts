"use client";

import { useMutation } from "@tanstack/react-query";
import { toast } from "@/components/ui/toast";
import { callAction } from "@/lib/api/browser";
import type { ConnectionInput } from "@/lib/domain/connection";
import type { ConnectionActions } from "./actions";

/** Goes to the platform's own sign-in page. The button stays busy until the browser has left. */
export function useConnect(connect: ConnectionActions["connect"]) {
  return useMutation({
    mutationFn: (input: ConnectionInput) => callAction(connect, input),
    onSuccess: ({ authorizeUrl }) => window.location.assign(authorizeUrl),
    onError: (problem) => toast.error(problem.message),
  });
}
