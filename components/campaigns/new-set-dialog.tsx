"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { setQueries } from "@/components/live/set-queries";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogFooter } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/field";
import { unwrap } from "@/lib/api/browser";
import { Name } from "@/lib/domain/campaign";
import type { CampaignActions } from "./actions";
import { campaignQueries } from "./queries";

type NewSetDialogProps = { createSet: CampaignActions["createSet"]; onClose: () => void };

export default function NewSetDialog({ createSet, onClose }: NewSetDialogProps) {
  const router = useRouter();
  const queryClient = useQueryClient();
  const [name, setName] = useState("");
  const [error, setError] = useState<string | null>(null);
  const create = useMutation({
    mutationFn: async (input: { name: string }) => unwrap(await createSet(input)),
    onSuccess: (set) => {
      queryClient.setQueryData(setQueries.detail(set.id).queryKey, set);
      void queryClient.invalidateQueries({ queryKey: campaignQueries.sets().queryKey });
      router.push(`/campaigns/${set.id}`);
    },
    onError: (problem) => setError(problem.message),
  });

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="New campaign set"
      description="Campaigns in a set are planned, pushed, paused and resumed together."
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const checked = Name.safeParse(name);
          if (checked.success) create.mutate({ name: checked.data });
          else setError(checked.error.issues[0]?.message ?? "Give the set a name.");
        }}
      >
        <DialogBody>
          <Field
            label="Name"
            hint="For people, such as “Autumn launch”. 3 to 500 characters."
            error={error ?? undefined}
          >
            <Input
              autoFocus
              autoComplete="off"
              value={name}
              onChange={(event) => {
                setName(event.target.value);
                setError(null);
              }}
            />
          </Field>
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>Make none</Button>
          <Button type="submit" variant="primary" pending={create.isPending || create.isSuccess}>
            Make the set and open it
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
