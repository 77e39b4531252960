import "server-only";
import { z } from "zod";
import type { Actor } from "../domain/actor";
import { type Action, can } from "../domain/permissions";
import { AppError } from "../errors";
import { refuseLargeBody } from "./body";
import { addCors } from "./cors";
import { answerOnce } from "./idempotency";
import { identify } from "./identify";
import { problemResponse, toProblem } from "./problem";
import { isWrite, refuseOtherOrigins } from "./same-origin";

export type Params = Record<string, string>;
export type RouteContext = { params: Promise<Params> };
export type RouteHandler = (request: Request, context: RouteContext) => Promise<Response>;

type Call = { actor: Actor; params: Params; request: Request };

/**
 * A route handler for someone who may do `action`: finds who is calling, refuses what their role does not allow and
 * writes that come from other sites, keeps to Idempotency-Key, and turns errors into problem answers.
 */
export const withActor = (action: Action, handle: (call: Call) => Promise<Response>): RouteHandler =>
  answering(async (request, context) => {
    const { actor, by } = await identify(request);
    if (by === "cookie") refuseOtherOrigins(request);
    refuseUnlessAllowed(actor, action);
    const params = (await context.params) ?? {}; // An address without parts of its own has none.
    if (!isWrite(request.method)) return handle({ actor, params, request });
    refuseLargeBody(request.headers);
    return answerOnce(request, actor, (readable) => handle({ actor, params, request: readable }));
  });

/** A route handler anyone may call. */
export const forAnyone = (handle: (call: { request: Request }) => Promise<Response>): RouteHandler =>
  answering((request) => handle({ request }));

/** Throws `forbidden` when the role does not allow the action. */
export function refuseUnlessAllowed(actor: Actor, action: Action): void {
  if (!can(actor.role, action)) throw new AppError("forbidden", `Your role (${actor.role}) does not allow this.`);
}

const answering =
  (handle: RouteHandler): RouteHandler =>
  async (request, context) => {
    try {
      return addCors(request, await handle(request, context));
    } catch (error) {
      const { pathname } = new URL(request.url);
      return addCors(request, problemResponse(toProblem(error, { method: request.method, path: pathname })));
    }
  };

/** An id in the path. One that cannot be an id belongs to nothing, so it answers 404 like any unknown one. */
export function idParam(params: Params, name: string): string {
  const parsed = z.uuid().safeParse(params[name]);
  if (parsed.success) return parsed.data.toLowerCase();
  throw new AppError("not_found", "There is nothing here.");
}

type AnswerOptions = { status?: number; headers?: Record<string, string> };

/** The answer, cut to what its schema names: nothing else can leave. */
export function answer<Schema extends z.ZodType>(
  schema: Schema,
  value: z.input<Schema>,
  { status = 200, headers }: AnswerOptions = {},
): Response {
  return Response.json(schema.parse(value), { status, headers: { "cache-control": "no-store", ...headers } });
}
