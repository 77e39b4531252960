import type { Role } from "@/lib/domain/actor";

/** Who is signed in, as far as the shell shows it. */
export type Person = { name: string; email: string | null; role: Role; organization: string | null };
