"use client";

import { SearchX } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { ApiProblem } from "@/lib/api/browser";
import { Button } from "./button";
import { EmptyState } from "./empty-state";
import { listAbove } from "./list-above";

/** Whether what was asked for is not there, or not ours to see: asking again cannot help. */
export const isGone = (error: Error | null): error is ApiProblem =>
  error instanceof ApiProblem && error.code === "not_found";

type GoneStateProps = {
  error: ApiProblem;
  /** It was shown a moment ago. */
  wasHere: boolean;
};

/** In place of a page about something that does not exist, or not any more: the way to the list it would be in. */
export function GoneState({ error, wasHere }: GoneStateProps) {
  const { href, label } = listAbove(usePathname());
  const sentence = error.message.replace(/\.$/, "");
  return (
    <div role="alert">
      <EmptyState
        Icon={SearchX}
        title={wasHere ? sentence.replace(/does not exist$/, "does not exist any more") : sentence}
        action={
          <Button asChild>
            <Link href={href}>{label}</Link>
          </Button>
        }
      >
        {wasHere ? "It was deleted meanwhile." : "It may have been deleted, or it belongs to another organisation."}
      </EmptyState>
    </div>
  );
}
