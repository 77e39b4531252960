"use server";

import { redirect } from "next/navigation";
import { safeRedirect } from "@/lib/api/safe-redirect";
import { AuthError, CredentialsSignin, signIn, signInProviders } from "@/lib/api/session";

/** Only what stays on it is followed, so any will do. */
const ANY_BASE = "http://lockstep.invalid";

export type SignInState = { problem: string | null; email: string };

/** A page of ours to go to afterwards; anything else leads to the overview. Resolved as a browser will: it drops tabs. */
const destination = (form: FormData): string => {
  const { pathname, search } = new URL(safeRedirect(String(form.get("from") ?? ""), ANY_BASE));
  return pathname + search;
};

export async function signInWithPassword(_before: SignInState, form: FormData): Promise<SignInState> {
  const email = String(form.get("email") ?? "").trim();
  try {
    await signIn("credentials", { email, password: String(form.get("password") ?? ""), redirect: false });
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    if (error instanceof CredentialsSignin) {
      const problem =
        error.code === "too_many_attempts"
          ? "Too many attempts. Wait a minute, then try again."
          : "This email and password do not fit together. Check both.";
      return { problem, email };
    }
    return { problem: "Signing in failed here, not because of you. Try again in a moment.", email };
  }
  redirect(destination(form));
}

export async function signInWithProvider(form: FormData): Promise<void> {
  const provider = signInProviders().find((known) => known === form.get("provider"));
  if (!provider) redirect("/sign-in");
  await signIn(provider, { redirectTo: destination(form) });
}
