import "server-only";
import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import type { Actor } from "../domain/actor";
import type { Action } from "../domain/permissions";
import { AppError } from "../errors";
import { check } from "./body";
import type { ActionResult } from "./browser";
import { refuseUnlessAllowed } from "./handler";
import { toProblem } from "./problem";
import { currentActor } from "./session";

/**
 * A server action for someone who may do `action`. The input is checked here, whatever the page sent; what goes wrong
 * comes back as a value. Next refuses calls from other origins itself.
 */
export const userAction =
  <Schema extends z.ZodType, Data>(
    schema: Schema,
    action: Action,
    run: (call: { actor: Actor; input: z.output<Schema> }) => Promise<Data>,
  ) =>
  async (input: unknown): Promise<ActionResult<Data>> => {
    try {
      const actor = await currentActor();
      if (!actor) throw new AppError("unauthenticated", "Your sign-in has ended. Sign in again.");
      refuseUnlessAllowed(actor, action);
      return { ok: true, data: await run({ actor, input: check(schema, input) }) };
    } catch (error) {
      // A redirect or a not-found page is thrown too, and is Next's to catch.
      unstable_rethrow(error);
      const { code, detail, errors } = toProblem(error, { serverAction: action });
      return { ok: false, error: { code, message: detail, errors } };
    }
  };
