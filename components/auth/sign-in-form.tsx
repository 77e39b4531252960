"use client";

import { useActionState } from "react";
import { useFormStatus } from "react-dom";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { Logo } from "@/components/ui/logo";
import { Notice } from "@/components/ui/notice";

type SignInState = { problem: string | null; email: string };
type Provider = "github" | "google";

type SignInFormProps = {
  /** Where to go afterwards. */
  from: string;
  providerFailed: boolean;
  providers: Provider[];
  signInWithPassword: (before: SignInState, form: FormData) => Promise<SignInState>;
  signInWithProvider: (form: FormData) => Promise<void>;
};

const PROVIDER_NAMES: Record<Provider, string> = { github: "GitHub", google: "Google" };

export function SignInForm({
  from,
  providerFailed,
  providers,
  signInWithPassword,
  signInWithProvider,
}: SignInFormProps) {
  const [state, send] = useActionState(signInWithPassword, {
    problem: providerFailed ? "Signing in did not work. Try again, or use another way." : null,
    email: "",
  });
  return (
    <main className="flex min-h-dvh flex-col items-center px-4 pt-[16vh] pb-10">
      <div className="w-full max-w-[340px]">
        <div className="flex items-center gap-2 font-semibold text-[17px]">
          <Logo className="size-6 text-accent" />
          Lockstep
        </div>
        <h1 className="mt-6 font-semibold text-xl tracking-[-0.01em]">Sign in</h1>
        <p className="mt-1 text-ink-2">See what is in step, what is moving, and what needs you.</p>
        {/* A new key after each refusal fills the boxes from the answer: React empties a form once its action is done. */}
        <form action={send} key={state.email} className="mt-6 space-y-4">
          <input type="hidden" name="from" value={from} />
          <Field label="Email">
            <Input
              name="email"
              type="email"
              autoComplete="username"
              required
              autoFocus={state.email === ""}
              defaultValue={state.email}
              tall
            />
          </Field>
          <Field label="Password">
            <Input
              name="password"
              type="password"
              autoComplete="current-password"
              required
              autoFocus={state.email !== ""}
              tall
            />
          </Field>
          {state.problem ? <Notice tone="failed" title={state.problem} /> : null}
          <SubmitButton />
        </form>
        {providers.length > 0 ? (
          <form action={signInWithProvider} className="mt-4 space-y-2 border-line border-t pt-4">
            <input type="hidden" name="from" value={from} />
            {providers.map((provider) => (
              <Button key={provider} type="submit" name="provider" value={provider} size="lg" className="w-full">
                Sign in with {PROVIDER_NAMES[provider]}
              </Button>
            ))}
          </form>
        ) : null}
      </div>
    </main>
  );
}

function SubmitButton() {
  const { pending } = useFormStatus();
  return (
    <Button type="submit" variant="primary" pending={pending} size="lg" className="w-full">
      Sign in
    </Button>
  );
}
