"use client";

import { Button } from "@/components/ui/button";
import { Dialog, DialogBody } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";

const KEYS: { title: string; keys: { press: string[]; does: string }[] }[] = [
  {
    title: "Everywhere",
    keys: [
      { press: ["⌘ K", "Ctrl K"], does: "Go anywhere, run any action" },
      { press: ["g then o"], does: "Overview" },
      { press: ["g then c"], does: "Campaigns" },
      { press: ["g then f"], does: "Conflicts" },
      { press: ["g then r"], does: "Runs" },
      { press: ["g then p"], does: "Connections" },
      { press: ["g then a"], does: "Audit, for admins and owners" },
      { press: ["?"], does: "Show these keys" },
      { press: ["Esc"], does: "Close what is open, leave a field as it was" },
    ],
  },
  {
    title: "In a list",
    keys: [
      { press: ["j", "↓"], does: "Next row" },
      { press: ["k", "↑"], does: "Row before" },
      { press: ["Enter"], does: "Open the row" },
      { press: ["/"], does: "Search" },
    ],
  },
  {
    title: "In a campaign set",
    keys: [
      { press: ["→"], does: "Unfold a campaign or ad group" },
      { press: ["←"], does: "Fold it, or go to what holds it" },
    ],
  },
  {
    title: "In a plan or a run",
    keys: [
      { press: ["x"], does: "Tick or untick a change of a plan" },
      { press: ["Enter"], does: "Show its fields, error and calls" },
    ],
  },
  {
    title: "In what was found",
    keys: [
      { press: ["x"], does: "Choose or leave a record" },
      { press: ["Enter"], does: "Adopt or import it" },
      { press: ["n"], does: "Say that it is not ours" },
    ],
  },
  {
    title: "In the conflicts",
    keys: [
      { press: ["1"], does: "Choose ours" },
      { press: ["2"], does: "Choose the platform's" },
      { press: ["Enter"], does: "Settle as chosen" },
      { press: ["a"], does: "Settle all like it" },
      { press: ["u"], does: "Undo a settled one" },
    ],
  },
];

export default function KeysDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Keyboard shortcuts">
      <DialogBody className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
        {KEYS.map((group) => (
          <section key={group.title}>
            <h3 className="mb-1.5 text-ink-3 text-xs">{group.title}</h3>
            <dl className="space-y-1.5">
              {group.keys.map(({ press, does }) => (
                <div key={does} className="flex items-baseline justify-between gap-4">
                  <dt className="text-ui">{does}</dt>
                  <dd className="flex shrink-0 gap-1">
                    {press.map((key) => (
                      <Kbd key={key}>{key}</Kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        {/* Something to stop at: without it the keyboard could not scroll to the end of the list. */}
        <div className="flex items-end sm:justify-end">
          <Button onClick={onClose}>Close</Button>
        </div>
      </DialogBody>
    </Dialog>
  );
}
