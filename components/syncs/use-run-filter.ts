"use client";

import { idFrom } from "@/components/ui/address-id";
import { isPlatform } from "@/components/ui/platform-glyph";
import { useAddressChoice, useAddressState } from "@/components/ui/use-address-state";
import { type ChosenFilter, KINDS, STATUSES } from "./run-filter";

/** What the history is narrowed to. It stands in the address, so a link to it shows the same. */
export function useRunFilter() {
  const [status, setStatus] = useAddressChoice("status", STATUSES);
  const [kind, setKind] = useAddressChoice("kind", KINDS);
  const [platformText, setPlatform] = useAddressState("platform");
  const [personText, setPerson] = useAddressState("person");
  const [setText, setSet] = useAddressState("set");
  const [connectionText, setConnection] = useAddressState("connection");
  const chosen: ChosenFilter = {
    status,
    kind,
    platform: platformText && isPlatform(platformText) ? platformText : null,
    person: idFrom(personText),
    campaignSetId: idFrom(setText),
    connectionId: idFrom(connectionText),
  };
  const clear = () => {
    setStatus("all");
    setKind("all");
    for (const set of [setPlatform, setPerson, setSet, setConnection]) set(null);
  };
  return { chosen, setStatus, setKind, setPlatform, setPerson, setSet, setConnection, clear };
}

export type RunFilterControl = ReturnType<typeof useRunFilter>;
