"use client";

import { useEffect, useState } from "react";
import { Notice } from "@/components/ui/notice";
import { useAddressChoice } from "@/components/ui/use-address-state";
import { AUTHORIZATION_PROBLEMS, type AuthorizationProblem } from "@/lib/domain/connection";

const SENTENCES: Record<AuthorizationProblem, { title: string; text: string }> = {
  expired: {
    title: "This way in was used before, or is too old",
    text: "A sign-in at a platform has to be finished within ten minutes, once, by the person who began it. Connect again.",
  },
  declined: { title: "Access was not allowed", text: "Nothing was connected. You can connect again at any time." },
  refused: {
    title: "The platform did not accept the sign-in",
    text: "Nothing was changed here. Connect once more; if it fails again, the application's id or secret may be wrong.",
  },
  unreachable: {
    title: "The platform could not be reached to finish the sign-in",
    text: "Nothing was changed here. Connect again in a minute.",
  },
  wrong_account: {
    title: "This person cannot work in the ad account of this connection",
    text: "The sign-in was not kept. Connect again as someone who can, or connect a second time for the other account.",
  },
  account_taken: {
    title: "Another connection works in this ad account by now",
    text: "Two would undo each other's work, so the sign-in was not kept. Go on with the other one, or disconnect it first and connect this one again.",
  },
  forbidden: { title: "Your role does not allow connecting", text: "Ask an admin or an owner of your organisation." },
  failed: {
    title: "Something went wrong while connecting",
    text: "Nothing was connected. Try again; the log has the cause.",
  },
};

const CHOICES = ["none", ...AUTHORIZATION_PROBLEMS] as const;

/**
 * What came of a sign-in that did not work, as the way back from the platform put it into the address. Said once: it is
 * taken out of the address, so that a reload or a kept link does not say it again.
 */
export function ProblemNotice() {
  const [problem, setProblem] = useAddressChoice("problem", CHOICES);
  const [told, setTold] = useState(problem);
  if (problem !== "none" && problem !== told) setTold(problem);
  useEffect(() => {
    if (problem !== "none") setProblem("none");
  }, [problem, setProblem]);
  if (told === "none") return null;
  const { title, text } = SENTENCES[told];
  return (
    <Notice
      tone={told === "declined" ? "info" : "failed"}
      className="mb-4"
      title={title}
      onDismiss={() => setTold("none")}
    >
      {text}
    </Notice>
  );
}
