"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { outdateOthers } from "@/components/live/outdate-others";
import { setQueries } from "@/components/live/set-queries";
import { NameDialog } from "@/components/ui/name-dialog";
import { callAction } from "@/lib/api/browser";
import { Name } from "@/lib/domain/campaign";
import type { CampaignActions } from "./actions";
import { useAttempt } from "./use-attempt";

type NewSetDialogProps = { createSet: CampaignActions["createSet"]; onClose: () => void };

export default function NewSetDialog({ createSet, onClose }: NewSetDialogProps) {
  const router = useRouter();
  const queryClient = useQueryClient();
  const attempt = useAttempt();
  const create = useMutation({
    mutationFn: (input: { name: string }) => callAction(createSet, { ...input, attempt: attempt.idFor(input) }),
    onSuccess: (set) => {
      attempt.answered();
      const { queryKey } = setQueries.detail(set.id);
      queryClient.setQueryData(queryKey, set);
      outdateOthers(queryClient, queryKey);
      router.push(`/campaigns/${set.id}`);
    },
  });
  return (
    <NameDialog
      title="New campaign set"
      description="Campaigns in a set are planned, pushed, paused and resumed together."
      hint="For people, such as “Autumn launch”. 3 to 500 characters."
      schema={Name}
      confirm="Make the set and open it"
      cancel="Make none"
      pending={create.isPending || create.isSuccess}
      onName={(name, refuse) => create.mutate({ name }, { onError: refuse })}
      onClose={onClose}
    />
  );
}
