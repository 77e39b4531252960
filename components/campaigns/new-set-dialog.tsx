"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { setQueries } from "@/components/live/set-queries";
import { NameDialog } from "@/components/ui/name-dialog";
import { callAction } from "@/lib/api/browser";
import { Name } from "@/lib/domain/campaign";
import type { CampaignActions } from "./actions";
import { campaignQueries } from "./queries";

type NewSetDialogProps = { createSet: CampaignActions["createSet"]; onClose: () => void };

export default function NewSetDialog({ createSet, onClose }: NewSetDialogProps) {
  const router = useRouter();
  const queryClient = useQueryClient();
  const create = useMutation({
    mutationFn: (input: { name: string }) => callAction(createSet, input),
    onSuccess: (set) => {
      queryClient.setQueryData(setQueries.detail(set.id).queryKey, set);
      void queryClient.invalidateQueries({ queryKey: campaignQueries.sets().queryKey });
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
