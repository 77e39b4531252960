"use server";

import { signOut } from "@/lib/api/session";

export async function signOutHere(): Promise<void> {
  await signOut({ redirectTo: "/sign-in" });
}
