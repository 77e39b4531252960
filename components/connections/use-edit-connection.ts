"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { callAction } from "@/lib/api/browser";
import type { ConnectionPatch } from "@/lib/domain/connection";
import type { ConnectionActions } from "./actions";
import { connectionQueries } from "./queries";

/** Saves a change of a connection; its page shows what the server answers, lists are read anew. */
export function useEditConnection(id: string, edit: ConnectionActions["edit"]) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (patch: ConnectionPatch) => callAction(edit, { id, patch }),
    onSuccess: (connection) => {
      queryClient.setQueryData(connectionQueries.detail(id).queryKey, connection);
      void queryClient.invalidateQueries({ queryKey: connectionQueries.list().queryKey });
      void queryClient.invalidateQueries({ queryKey: ["overview"] });
    },
    onError: () => void queryClient.invalidateQueries({ queryKey: connectionQueries.detail(id).queryKey, exact: true }),
  });
}
