"use client";

import { useMutation } from "@tanstack/react-query";
import { BookOpenCheck } from "lucide-react";
import { useRouter } from "next/navigation";
import { Button } from "@/components/ui/button";
import { useCommands } from "@/components/ui/commands";
import { usePermissions } from "@/components/ui/permissions";
import { toast } from "@/components/ui/toast";
import { callAction } from "@/lib/api/browser";
import type { RunActions } from "./actions";

/** Reads a connection now and leads to the pull; where it cannot be read, the refusal says why. */
export function PullButton({ connectionId, pull }: { connectionId: string; pull: RunActions["pull"] }) {
  const router = useRouter();
  const may = usePermissions();
  const pulling = useMutation({
    mutationFn: () => callAction(pull, { connectionId }),
    onSuccess: ({ runId }) => router.push(`/syncs/${runId}`),
    onError: (problem) => toast.error(problem.message),
  });
  useCommands(may.push ? [{ id: "pull-now", label: "Read this connection now", run: () => pulling.mutate() }] : []);
  if (!may.push) return null;
  return (
    <Button
      icon={<BookOpenCheck aria-hidden />}
      pending={pulling.isPending || pulling.isSuccess}
      onClick={() => pulling.mutate()}
    >
      Read now
    </Button>
  );
}
