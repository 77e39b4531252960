"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { CampaignsByName } from "@/lib/domain/views/campaigns-by-name";
import { shellQueries } from "./queries";

const TYPING_PAUSE_MS = 150;

const NONE: CampaignsByName["items"] = [];

/** Campaigns by name, asked for when the typing pauses; an answer that is not wanted any more is given up. */
export function useCampaignSearch(typed: string) {
  const wanted = typed.trim();
  const [asked, setAsked] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setAsked(wanted), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [wanted]);
  const options = shellQueries.campaigns(asked);
  const query = useQuery(options);
  const isAsked = options.enabled === true;
  return {
    items: isAsked ? (query.data?.items ?? NONE) : NONE,
    hasMore: isAsked && query.data?.hasMore === true,
    /** Nothing can be said yet of what was typed last. */
    isSearching: shellQueries.campaigns(wanted).enabled === true && (asked !== wanted || query.isFetching),
    error: isAsked ? query.error : null,
  };
}
