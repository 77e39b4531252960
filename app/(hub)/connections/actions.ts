"use server";

import { z } from "zod";
import { userAction } from "@/lib/api/action";
import { beginAuthorization } from "@/lib/connections/begin-authorization";
import { disconnect } from "@/lib/connections/disconnect";
import { editConnection } from "@/lib/connections/edit-connection";
import { ConnectionInput, ConnectionPatch } from "@/lib/domain/connection";

const Id = z.uuid();

/** Answers the platform's page to go to. */
export const connectPlatform = userAction(ConnectionInput, "connections.write", ({ actor, input }) =>
  beginAuthorization({ actor, input }),
);

export const editOneConnection = userAction(
  z.strictObject({ id: Id, patch: ConnectionPatch }),
  "connections.write",
  ({ actor, input }) => editConnection({ actor, ...input }),
);

export const disconnectPlatform = userAction(z.strictObject({ id: Id }), "connections.write", ({ actor, input }) =>
  disconnect({ actor, ...input }),
);
