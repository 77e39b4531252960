import { GuardrailsInput } from "../domain/connection";
import { DEFAULT_GUARDRAILS, type Guardrails } from "../sync/core/guards";

/** The guardrails in force: what a person set, and ours for the rest. */
export const guardrailsOf = (stored: unknown): Guardrails => ({
  ...DEFAULT_GUARDRAILS,
  ...GuardrailsInput.partial().catch({}).parse(stored),
});
