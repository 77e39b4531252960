"use client";

import { Layers2 } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { platformName } from "@/components/ui/platform-glyph";
import type { ConflictChoice, ConflictView } from "@/lib/domain/views/conflicts";
import type { Choices } from "./actions";
import type { ConflictCardProps } from "./conflict-card";
import { choiceForAll, choicesText, keepAllLabel, keepChosenLabel, whyNotAll } from "./conflict-words";
import { PlanLink } from "./plan-link";

type ConflictFooterProps = Pick<ConflictCardProps, "conflict" | "pending" | "marked" | "alike" | "handlers"> & {
  chosen: Choices;
};

/** The choices as buttons. What was chosen before, by key or field by field, is the one that stands out. */
export function ConflictFooter({ conflict, chosen, pending, marked, alike, handlers }: ConflictFooterProps) {
  const { fields } = conflict;
  const isAll = (choice: ConflictChoice) => fields.every(({ name }) => chosen[name] === choice);
  const isMixed = Object.keys(chosen).length > 0 && !isAll("local") && !isAll("platform");
  const whyNotTheirs = whyNotAll(conflict, "platform");
  const button = (choice: ConflictChoice) => (
    <Button
      variant={isAll(choice) ? "primary" : "default"}
      pending={pending && isAll(choice)}
      disabled={pending && !isAll(choice)}
      onClick={() => handlers.settle(conflict, choiceForAll(conflict, choice))}
      className="max-w-full"
    >
      <span className="truncate">{keepAllLabel(conflict, choice)}</span>
    </Button>
  );
  return (
    <footer className="flex flex-wrap items-center gap-2 border-line border-t px-3.5 py-2.5">
      {isMixed ? (
        <Button
          variant="primary"
          pending={pending}
          onClick={() => handlers.settle(conflict, chosen)}
          className="max-w-full"
        >
          <span className="truncate" title={choicesText(conflict, chosen)}>
            {keepChosenLabel(conflict, chosen)}
          </span>
        </Button>
      ) : null}
      {button("local")}
      {whyNotTheirs ? <p className="text-ink-2 text-xs">{whyNotTheirs}</p> : button("platform")}
      {alike > 1 ? (
        <Button
          variant="quiet"
          icon={<Layers2 aria-hidden />}
          disabled={pending}
          onClick={() => handlers.askAlike(conflict)}
        >
          All {alike.toLocaleString("en")} like this…
        </Button>
      ) : null}
      <p className="ml-auto text-ink-2 text-xs max-md:ml-0 max-md:w-full">
        {marked ? (
          <Hint decided={Object.keys(chosen).length > 0} platform={conflict.platform} />
        ) : (
          <PlanLink conflict={conflict}>Ours goes out with the next push.</PlanLink>
        )}
      </p>
    </footer>
  );
}

/** What the keys do on the marked card. */
const Hint = ({ decided, platform }: { decided: boolean; platform: ConflictView["platform"] }) => (
  <span className="flex items-center gap-1.5">
    <Kbd>1</Kbd> ours <Kbd>2</Kbd> {platformName(platform)}{" "}
    {decided ? (
      <>
        <Kbd>Enter</Kbd> settles
      </>
    ) : null}
  </span>
);
