import { z } from "zod";

/** What a connection keeps encrypted. */
export const Credentials = z.object({
  clientId: z.string(),
  clientSecret: z.string(),
  refreshToken: z.string(),
  accessToken: z.string().nullable().default(null),
  /** ISO instant. */
  expiresAt: z.string().nullable().default(null),
});
export type Credentials = z.infer<typeof Credentials>;

/** Where the tokens of one connection are kept; a test hands in its own. */
export type CredentialStore = {
  read(): Promise<Credentials>;
  /** True for exactly one caller until the lease passes or is let go. */
  takeLease(ms: number): Promise<boolean>;
  releaseLease(): Promise<void>;
  save(credentials: Credentials): Promise<void>;
  markRefused(reason: string): Promise<void>;
};
