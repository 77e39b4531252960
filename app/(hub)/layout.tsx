import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { Shell } from "@/components/shell/shell";
import { PermissionsProvider } from "@/components/ui/permissions";
import { currentMember } from "@/lib/api/session";
import { can } from "@/lib/domain/permissions";
import { signOutHere } from "./actions";
import { HubProviders } from "./providers";

export default async function HubLayout({ children }: { children: ReactNode }) {
  // A courtesy: every read and write checks for itself who is asking.
  const member = await currentMember();
  if (!member) redirect(`/sign-in?from=${encodeURIComponent((await headers()).get("x-lockstep-page") ?? "/")}`);
  const may = {
    edit: can(member.role, "campaigns.write"),
    plan: can(member.role, "sync.plan"),
    push: can(member.role, "sync.run"),
    decide: can(member.role, "conflict.resolve"),
    approve: can(member.role, "guardrails.approve"),
    connect: can(member.role, "connections.write"),
    audit: can(member.role, "audit.read"),
  };
  const person = {
    name: member.name ?? member.email,
    email: member.email,
    role: member.role,
    organization: member.organizationName,
  };
  return (
    <HubProviders>
      <PermissionsProvider value={may}>
        <Shell person={person} signOut={signOutHere}>
          {children}
        </Shell>
      </PermissionsProvider>
    </HubProviders>
  );
}
