"use client";

import { Card, CardHeader } from "@/components/ui/card";
import { Select } from "@/components/ui/field";
import { usePermissions } from "@/components/ui/permissions";
import { platformName } from "@/components/ui/platform-glyph";
import { capital, kindWord } from "@/components/ui/record-words";
import { toast } from "@/components/ui/toast";
import type { ConflictPolicy } from "@/lib/domain/connection";
import { fieldWord } from "@/lib/domain/field-words";
import type { ConnectionDetailView } from "@/lib/domain/views/connections";
import type { ConnectionActions } from "./actions";
import { useEditConnection } from "./use-edit-connection";

type Policy = ConnectionDetailView["policies"][number];
type PoliciesCardProps = { connection: ConnectionDetailView; edit: ConnectionActions["edit"] };

/** Who wins where both sides changed a field. Nobody has to choose: what is not chosen is asked about. */
export function PoliciesCard({ connection, edit }: PoliciesCardProps) {
  const may = usePermissions();
  const save = useEditConnection(connection.id, edit);
  const there = platformName(connection.platform);
  const words: Record<ConflictPolicy, string> = { ask: "ask us", ours: "ours wins", theirs: `${there}'s wins` };
  const kinds = [...new Set(connection.policies.map(({ recordKind }) => recordKind))];

  const choose = ({ recordKind, field }: Policy, choice: ConflictPolicy) =>
    save.mutate(
      { policies: { [recordKind]: { [field]: choice } }, version: connection.version },
      {
        onSuccess: () => toast.success(`Saved. It counts from the next reading of ${there} on.`),
        onError: (problem) => toast.error(problem.message),
      },
    );

  return (
    <Card aria-labelledby="policies">
      <CardHeader>
        <h2 id="policies" className="font-semibold">
          When both sides changed a field
        </h2>
        <span className="text-ink-3 text-ui">What loses stays in the history</span>
      </CardHeader>
      <div className="divide-y divide-line">
        {kinds.map((kind) => {
          const policies = connection.policies.filter(({ recordKind }) => recordKind === kind);
          const chosen = policies.filter(({ choice }) => choice !== "ask").length;
          return (
            <details key={kind} className="group">
              <summary className="flex min-h-10 cursor-pointer items-center gap-2 px-3.5 py-1.5 text-ui hover:bg-sunken">
                <span className="font-medium">{capital(kindWord(kind))}</span>
                <span className="ml-auto text-ink-2">
                  {chosen === 0 ? "always asked about" : `${chosen} of ${policies.length} decided`}
                </span>
              </summary>
              <ul className="space-y-1 px-3.5 pb-3">
                {policies.map((policy) => (
                  <li key={policy.field} className="flex items-center justify-between gap-3 text-ui">
                    <span className="min-w-0 truncate">{capital(fieldWord(policy.field))}</span>
                    <div className="w-40 shrink-0">
                      <Select
                        aria-label={`${capital(fieldWord(policy.field))} of ${kindWord(kind)}s`}
                        value={policy.choice}
                        disabled={!may.connect || save.isPending}
                        onChange={(event) => choose(policy, event.target.value as ConflictPolicy)}
                      >
                        {Object.entries(words).map(([choice, word]) => (
                          <option key={choice} value={choice}>
                            {word}
                          </option>
                        ))}
                      </Select>
                    </div>
                  </li>
                ))}
              </ul>
            </details>
          );
        })}
      </div>
    </Card>
  );
}
