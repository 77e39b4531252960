"use client";

import { idFrom } from "@/components/ui/address-id";
import { useAddressState } from "@/components/ui/use-address-state";
import { actionFrom, type ChosenAudit, dayFrom } from "./audit-filter";

/** What the audit is narrowed to. It stands in the address, so a link to it shows the same. */
export function useAuditFilter() {
  const [person, setPerson] = useAddressState("person");
  const [action, setAction] = useAddressState("action");
  const [record, setRecord] = useAddressState("record");
  const [since, setSince] = useAddressState("since");
  const [until, setUntil] = useAddressState("until");
  const chosen: ChosenAudit = {
    person: idFrom(person),
    action: actionFrom(action),
    record: idFrom(record),
    since: dayFrom(since),
    until: dayFrom(until),
  };
  const clear = () => {
    for (const set of [setPerson, setAction, setRecord, setSince, setUntil]) set(null);
  };
  return { chosen, setPerson, setAction, setRecord, setSince, setUntil, clear };
}

export type AuditFilterControl = ReturnType<typeof useAuditFilter>;
