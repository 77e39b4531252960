import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SignInForm } from "@/components/auth/sign-in-form";
import { currentActor, signInProviders } from "@/lib/api/session";
import { signInWithPassword, signInWithProvider } from "./actions";

export const metadata: Metadata = { title: "Sign in" };

type SignInPageProps = { searchParams: Promise<{ from?: string; error?: string }> };

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { from, error } = await searchParams;
  if (await currentActor()) redirect("/");
  return (
    <SignInForm
      from={from ?? "/"}
      providerFailed={error !== undefined}
      providers={signInProviders()}
      signInWithPassword={signInWithPassword}
      signInWithProvider={signInWithProvider}
    />
  );
}
