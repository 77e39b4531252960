import { AsyncLocalStorage } from "node:async_hooks";

/** The idempotency key under which the present request writes, so that its first transaction can say that it did. */
export type ClaimAtWork = { organizationId: string; key: string };

export const claimAtWork = new AsyncLocalStorage<ClaimAtWork>();
