"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { Card, CardHeader } from "@/components/ui/card";
import { platformName } from "@/components/ui/platform-glyph";
import { count } from "@/components/ui/record-words";
import { Skeleton } from "@/components/ui/skeleton";
import type { FoundPage } from "@/lib/domain/views/found";
import { foundQueries } from "./queries";

/** On a connection's page: how much is over there and unknown here, and the way to it. */
export function FoundCard({ connectionId }: { connectionId: string }) {
  const query = useQuery(foundQueries.counts(connectionId));
  const { data } = query;
  return (
    <Card aria-labelledby="found" className="relative">
      <CardHeader className="border-b-0">
        <h2 id="found" className="font-semibold">
          <Link href={`/connections/${connectionId}/found`} className="after:absolute after:inset-0">
            {data ? `Found on ${platformName(data.platform)}` : "Found over there"}
          </Link>
        </h2>
        <span className="ml-auto flex items-center gap-2 text-ink-2 text-ui">
          {query.isPending ? <Skeleton className="h-4 w-28" /> : data ? describe(data) : "not known now"}
          <ChevronRight aria-hidden className="size-4 shrink-0 text-ink-3" />
        </span>
      </CardHeader>
    </Card>
  );
}

function describe({ readAt, counts: { open, copies, dismissed } }: FoundPage): string {
  if (readAt === null) return "never read yet";
  if (open === 0) return dismissed > 0 ? `nothing new, ${dismissed.toLocaleString("en")} put aside` : "nothing unknown";
  const records = `${count(open, "record")} unknown here`;
  return copies > 0 ? `${records}, ${count(copies, "second copy", "second copies")} among them` : records;
}
