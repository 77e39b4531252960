import type { ExplainView } from "@/lib/domain/views/explain";

export type Step = ExplainView["steps"][number];

type StepWords = {
  title: string;
  /** Null where the title says it all. */
  text: string | null;
  /** Which way the value went, where this step is the one that says so. */
  change: "from_to" | "to" | "sides" | null;
};

/** What a step of a value's history says, in words. A plan tells what is sent; the call and the answer need not repeat it. */
export function stepWords(step: Step, platform: string): StepWords {
  const text = step.text === "" ? null : step.text;
  const moved = step.from === null && step.to === null ? null : "from_to";
  switch (step.kind) {
    case "edit":
      return step.from === null && step.text
        ? { title: step.text.replace(/[.]$/, ""), text: null, change: "to" }
        : { title: "Edited here", text, change: moved };
    case "undo":
      return { title: "Taken back", text, change: moved };
    case "pull":
      return { title: `Taken over from ${platform}`, text: null, change: moved };
    case "plan":
      return { title: "Planned", text, change: step.from === null ? "to" : "from_to" };
    case "call":
      return { title: `Sent to ${platform}`, text, change: null };
    case "read_back":
      return { title: `${platform} shows it`, text: null, change: null };
    case "poll":
      return { title: `Still so on ${platform}`, text: null, change: null };
    case "refused":
      return { title: "It did not land", text, change: null };
    case "conflict":
      return { title: "Both sides had changed it", text: null, change: "sides" };
    case "resolution":
      return { title: "Decided", text, change: null };
  }
}

/** The steps with each reason told once: why a change did not land stands where it did not, not at its plan as well. */
export function tellOnce(steps: readonly Step[]): Step[] {
  const refusals = new Set(steps.flatMap(({ kind, runId, text }) => (kind === "refused" ? [`${runId} ${text}`] : [])));
  return steps.map((step) =>
    step.kind === "plan" && refusals.has(`${step.runId} ${step.text}`) ? { ...step, text: "" } : step,
  );
}

/** Who did it, where the title does not name them already. */
export const stepBy = (step: Step): string | null => (step.kind === "pull" ? null : step.by);

/** Where to read more: the run, and in it the call. */
export function stepLink(step: Step): { href: string; label: string } | null {
  if (!step.runId) return null;
  return step.callId
    ? { href: `/syncs/${step.runId}?show=calls&call=${step.callId}`, label: "The call" }
    : { href: `/syncs/${step.runId}`, label: "The run" };
}
