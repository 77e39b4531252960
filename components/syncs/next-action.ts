/** What a person can do about an error of a record. */
export type NextAction = { kind: "edit" | "retry" | "wait"; sentence: string };

/** The next move for an error code. A code nobody knows yet is worth a retry and a look at the calls. */
export function nextAction(code: string, platform: string): NextAction {
  switch (code) {
    case "rejected":
    case "invalid":
      return { kind: "edit", sentence: "Change the field here, then push again." };
    case "auth_expired":
      return { kind: "wait", sentence: `Reconnect ${platform}, then retry what failed.` };
    case "rate_limited":
      return { kind: "retry", sentence: `${platform} asked us to slow down for too long. Retry what failed.` };
    case "unavailable":
      return { kind: "retry", sentence: `${platform} did not answer. Nothing was written. Retry what failed.` };
    case "outcome_unknown":
      return { kind: "retry", sentence: "Retry what failed: it is looked up first, so nothing is made twice." };
    case "gone":
      return {
        kind: "wait",
        sentence: `It no longer exists on ${platform}. After the next reading, decide under Conflicts whether to make it again or archive it here.`,
      };
    case "contract_violation":
      return {
        kind: "wait",
        sentence: `${platform} answered in a form we do not know. The answer is kept with the calls below.`,
      };
    default:
      return { kind: "retry", sentence: "Retry what failed. The calls below show what was said." };
  }
}
