import { z } from "zod";
import { type Clock, systemClock } from "../clock";
import { findUserByEmail } from "../db/memberships";
import { createAttempts } from "./attempts";
import { hashPassword, verifyPassword } from "./password";

const SignInInput = z.object({
  email: z
    .string()
    .trim()
    .toLowerCase()
    .max(320)
    // PostgreSQL cannot take U+0000, and no address holds it.
    .refine((email) => !email.includes("\u0000")),
  password: z.string().min(1).max(1024),
});

export type SignInAnswer =
  | { outcome: "welcome"; user: { id: string; name: string | null; email: string } }
  | { outcome: "refused" | "too_many_attempts" };

// The address is what a proxy says and can be made up, so the email alone has a limit of its own: wide enough that a
// stranger cannot easily lock someone out, narrow enough that nobody guesses a password.
const byEmailAndAddress = createAttempts({ most: 10 });
const byEmail = createAttempts({ most: 100 });

let decoy: Promise<string> | undefined;

/** Checks an email and a password. An unknown email takes as long as a wrong password, so neither tells who has an account. */
export async function verifySignIn(
  raw: unknown,
  address: string,
  clock: Pick<Clock, "now"> = systemClock,
): Promise<SignInAnswer> {
  const input = SignInInput.safeParse(raw);
  if (!input.success) return { outcome: "refused" };
  const { email, password } = input.data;
  const pair = `${email} ${address}`;
  const now = clock.now();
  if (!byEmailAndAddress.isAllowed(pair, now) || !byEmail.isAllowed(email, now))
    return { outcome: "too_many_attempts" };

  const user = await findUserByEmail(email);
  decoy ??= hashPassword("nobody has this password");
  const isRight = await verifyPassword(password, user?.passwordHash ?? (await decoy));
  if (!user?.passwordHash || !isRight) {
    byEmailAndAddress.recordFailure(pair, now);
    byEmail.recordFailure(email, now);
    return { outcome: "refused" };
  }
  byEmailAndAddress.forget(pair);
  byEmail.forget(email);
  return { outcome: "welcome", user: { id: user.id, name: user.name, email: user.email } };
}

/** Where a request came from: what the nearest proxy said, or nothing. */
export const addressOf = (headers: Headers): string =>
  headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() ?? "unknown";
