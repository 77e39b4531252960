export const ROLES = ["owner", "admin", "editor", "viewer"] as const;
export type Role = (typeof ROLES)[number];

/** Who is doing something. The organisation comes from the sign-in or the key, never from the request. */
export type Actor = {
  organizationId: string;
  userId: string | null;
  role: Role;
  kind: "person" | "api_key" | "system";
  name: string;
};

/** The product itself, where nobody asked. */
export const lockstepIn = (organizationId: string): Actor => ({
  organizationId,
  userId: null,
  role: "owner",
  kind: "system",
  name: "Lockstep",
});
