import type { ActionResult } from "@/lib/api/browser";
import type { ConnectionInput, ConnectionPatch } from "@/lib/domain/connection";
import type { ConnectionDetailView } from "@/lib/domain/views/connections";

type Action<Input, Output> = (input: Input) => Promise<ActionResult<Output>>;

/** What people can do to connections. Handed in by the page, which may call the server; components may not. */
export type ConnectionActions = {
  /** Answers the platform's page to go to; that page leads back here. */
  connect: Action<ConnectionInput, { authorizeUrl: string }>;
  edit: Action<{ id: string; patch: ConnectionPatch }, ConnectionDetailView>;
  /** `revoked` is false when the platform could not be told. */
  disconnect: Action<{ id: string }, { revoked: boolean }>;
};

/** A platform that can be connected here; `why` says what stands in the way. */
export type ConnectOption = {
  platform: "reddit" | "google_ads" | "meta" | "mailerlite" | "instantly" | "nmkr";
  mode: "simulator" | "live";
  name: string;
  why: string | null;
};
