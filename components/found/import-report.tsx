"use client";

import Link from "next/link";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { count } from "@/components/ui/record-words";
import { describeChildren } from "./found-words";
import { type ArchiveReport, type ImportReport, keyOf } from "./use-found";

const SHOWN_AT_FIRST = 5;

type ReportProps = { report: ImportReport; platform: string; onDismiss: () => void };

/** What an import came to: where it went, what our model could not hold, what was left alone. */
export function ImportNotice({ report, platform, onDismiss }: ReportProps) {
  const { campaignSetId, imported, unheld, left } = report;
  const { campaigns, ...below } = imported;
  const parts = [campaigns > 0 ? count(campaigns, "campaign") : "", describeChildren(below)].filter(Boolean);
  const title = parts.length > 0 ? `Imported ${parts.join(" with ")}` : "Nothing was imported";
  return (
    <Notice
      tone={left.length > 0 || unheld.length > 0 ? "warning" : "info"}
      className="mb-4"
      title={title}
      onDismiss={onDismiss}
      action={
        campaignSetId ? (
          <Button asChild>
            <Link href={`/campaigns/${campaignSetId}`}>Open the campaign set</Link>
          </Button>
        ) : undefined
      }
    >
      {left.length === 0 && unheld.length === 0 ? "Both sides are in step." : null}
      <Lines
        lead={`${count(left.length, "record")} left alone:`}
        lines={left.map((one) => ({ key: keyOf(one), text: `${one.name}: ${one.reason}` }))}
      />
      <Lines
        lead={`Not held here; it stays on ${platform} as it is:`}
        lines={unheld.map((one) => ({ key: keyOf(one) + one.text, text: `${one.name}: ${one.text}` }))}
      />
    </Notice>
  );
}

type ArchiveNoticeProps = { report: ArchiveReport; platform: string; onDismiss: () => void };

/** Which copies were not put away, each with the reason. */
export function ArchiveNotice({ report: { archived, left }, platform, onDismiss }: ArchiveNoticeProps) {
  return (
    <Notice
      tone="warning"
      className="mb-4"
      title={`${count(left.length, "copy was", "copies were")} left as ${left.length === 1 ? "it is" : "they are"} on ${platform}`}
      onDismiss={onDismiss}
    >
      {archived > 0 ? `${count(archived, "copy was", "copies were")} archived.` : null}
      <Lines lead="Left alone:" lines={left.map((one) => ({ key: keyOf(one), text: `${one.name}: ${one.reason}` }))} />
    </Notice>
  );
}

/** Two records of one name may be left for one reason, so each line has a key of its own. */
function Lines({ lead, lines }: { lead: string; lines: readonly { key: string; text: string }[] }) {
  const [all, setAll] = useState(false);
  if (lines.length === 0) return null;
  const shown = all ? lines : lines.slice(0, SHOWN_AT_FIRST);
  return (
    <div className="mt-1">
      <p>{lead}</p>
      <ul className="list-disc pl-5">
        {shown.map(({ key, text }) => (
          <li key={key} className="break-words">
            {text}
          </li>
        ))}
      </ul>
      {shown.length < lines.length ? (
        <Button size="sm" variant="quiet" onClick={() => setAll(true)}>
          Show {lines.length - shown.length} more
        </Button>
      ) : null}
    </div>
  );
}
