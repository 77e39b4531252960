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
  /** A lease for exactly one caller, until it passes or is let go; null while another holds it. */
  takeLease(ms: number): Promise<string | null>;
  /** Lets go of that lease; one that others took since stays theirs. */
  releaseLease(lease: string): Promise<void>;
  /** False, and nothing saved, when another sign-in than the one that was exchanged is stored by now. */
  save(credentials: Credentials, exchanged: Credentials): Promise<boolean>;
  /** The same for a sign-in that the platform refused. */
  markRefused(reason: string, refused: Credentials): Promise<boolean>;
};
