import { AsyncLocalStorage } from "node:async_hooks";

export type Claim = { organizationId: string; key: string };

/** The idempotency key under which the present request writes. Its first transaction says that it did; later ones need not. */
export const claimAtWork = new AsyncLocalStorage<{ claim: Claim; isNoted: boolean }>();

export const workUnder = <Result>(claim: Claim, work: () => Promise<Result>): Promise<Result> =>
  claimAtWork.run({ claim, isNoted: false }, work);
