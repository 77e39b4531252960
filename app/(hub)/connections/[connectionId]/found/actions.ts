"use server";

import { z } from "zod";
import { adoptFound } from "@/lib/adoption/adopt-found";
import { archiveCopies } from "@/lib/adoption/archive-copies";
import { dismissFound } from "@/lib/adoption/dismiss-found";
import { importFound } from "@/lib/adoption/import-found";
import { userAction } from "@/lib/api/action";
import { AdoptInput, ArchiveCopiesInput, DismissInput, ImportInput } from "@/lib/domain/found";

const OfConnection = z.object({ connectionId: z.uuid() });

/** The connection beside the input as the API takes it, checked by the same schema. */
const ofConnection = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess(
    (sent) => {
      const { connectionId, ...input } = (sent ?? {}) as Record<string, unknown>;
      return { connectionId, input };
    },
    OfConnection.extend({ input: schema }),
  );

export const takeFound = userAction(
  ofConnection(ImportInput),
  "sync.run",
  ({ actor, input: { connectionId, input } }) => importFound({ actor, connectionId, input }),
);

export const adoptOneFound = userAction(
  ofConnection(AdoptInput),
  "sync.run",
  ({ actor, input: { connectionId, input } }) => adoptFound({ actor, connectionId, input }),
);

export const dismissSomeFound = userAction(
  ofConnection(DismissInput),
  "sync.run",
  ({ actor, input: { connectionId, input } }) => dismissFound({ actor, connectionId, input }),
);

export const archiveSomeCopies = userAction(
  ofConnection(ArchiveCopiesInput),
  "sync.run",
  ({ actor, input: { connectionId, input } }) => archiveCopies({ actor, connectionId, ...input }),
);
