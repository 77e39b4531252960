import { RECORD_KINDS, type RecordKind } from "../domain/canonical";
import { type ConflictPolicies, PoliciesInput } from "../domain/connection";
import type { Capabilities, FieldRule } from "../platforms/types";

/** What people chose for a connection; nothing where nobody chose. */
export const policiesOf = (stored: unknown): ConflictPolicies => PoliciesInput.catch({}).parse(stored);

/** The fields of which both sides may have an opinion, and may change it: the ones a choice is for. */
export const isDecidable = ({ policy, immutable, shared }: FieldRule): boolean =>
  policy === "both" && !immutable && !shared;

/** What a platform can do, with what people chose for one of its connections. */
export function withPolicies(capabilities: Capabilities, policies: ConflictPolicies): Capabilities {
  const kinds = Object.entries(capabilities.kinds).map(([kind, able]) => {
    const chosen = policies[kind as RecordKind];
    if (!able || !chosen) return [kind, able];
    const fields = Object.entries(able.fields).map(([field, rule]) => {
      const choice = chosen[field];
      return [field, choice && choice !== "ask" && isDecidable(rule) ? { ...rule, winner: choice } : rule];
    });
    return [kind, { ...able, fields: Object.fromEntries(fields) }];
  });
  return { ...capabilities, kinds: Object.fromEntries(kinds) };
}

/** Every field a choice is for, in the platform's order, with the choice in force. */
export const listPolicies = (capabilities: Capabilities, policies: ConflictPolicies) =>
  RECORD_KINDS.flatMap((recordKind) =>
    Object.entries(capabilities.kinds[recordKind]?.fields ?? {})
      .filter(([, rule]) => isDecidable(rule))
      .map(([field]) => ({ recordKind, field, choice: policies[recordKind]?.[field] ?? ("ask" as const) })),
  );

/** The first choice that is for no field of this platform, as the path of an answer. */
export function findStrangePolicy(capabilities: Capabilities, policies: ConflictPolicies): string | null {
  for (const [kind, fields] of Object.entries(policies)) {
    const rules = capabilities.kinds[kind as RecordKind]?.fields ?? {};
    for (const field of Object.keys(fields ?? {})) {
      const rule = rules[field];
      if (!rule || !isDecidable(rule)) return `policies.${kind}.${field}`;
    }
  }
  return null;
}
