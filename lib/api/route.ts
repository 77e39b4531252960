import "server-only";
import type { z } from "zod";
import type { Actor } from "../domain/actor";
import { check, readJson } from "./body";
import { answer, forAnyone, idParam, type Params, type RouteHandler, withActor } from "./handler";
import { type RouteKey, routes } from "./route-table";
import type { Route } from "./routes/entry";

type ParamNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamNames<Rest>
  : never;

type Parsed<Key extends RouteKey, Part extends "query" | "body"> =
  (typeof routes)[Key] extends Record<Part, infer Schema extends z.ZodType> ? z.output<Schema> : undefined;

type Answered<Key extends RouteKey> = (typeof routes)[Key] extends { stream: true } | { file: string }
  ? Response
  : (typeof routes)[Key] extends { answer: infer Schema extends z.ZodType }
    ? z.input<Schema>
    : undefined;

type Call<Key extends RouteKey> = {
  actor: Actor;
  /** Ids of the path, each one possible; what cannot be an id has answered 404. */
  params: { [Name in ParamNames<Key>]: string };
  query: Parsed<Key, "query">;
  body: Parsed<Key, "body">;
  request: Request;
  setHeader: (name: string, value: string) => void;
};

/**
 * The handler of a route of the table: who may call, what comes in and what goes out are as the table says; `handle`
 * only calls the verb.
 */
export function route<Key extends RouteKey>(
  key: Key,
  handle: (call: Call<Key>) => Promise<Answered<Key>>,
): RouteHandler {
  const { action, query, body, answer: schema, status }: Route = routes[key];
  if (action === null) throw new Error(`${key} is for anyone: use publicRoute`);
  return withActor(action, async ({ actor, params, request }) => {
    const headers: Record<string, string> = {};
    const call = {
      actor,
      params: Object.fromEntries(Object.keys(params).map((name) => [name, idParam(params, name)])) as Params,
      query: query && check(query, Object.fromEntries(new URL(request.url).searchParams)),
      body: body && (await readJson(request, body)),
      request,
      setHeader: (name: string, value: string) => {
        headers[name] = value;
      },
    };
    // The table's entry, which made these values, is also what the types of `Call<Key>` are made of.
    const answered: unknown = await handle(call as unknown as Call<Key>);
    if (answered instanceof Response) return answered;
    if (!schema) return new Response(null, { status: status ?? 204, headers });
    return answer(schema, answered, { status, headers });
  });
}

type PublicKey = { [Key in RouteKey]: (typeof routes)[Key]["action"] extends null ? Key : never }[RouteKey];

/** A route anyone may call, such as the probes. */
export const publicRoute = <Key extends PublicKey>(
  key: Key,
  handle: (request: Request) => Promise<{ value: Answered<Key>; status?: number }>,
): RouteHandler =>
  forAnyone(async ({ request }) => {
    const { value, status } = await handle(request);
    const { answer: schema }: Route = routes[key];
    if (!schema) throw new Error(`${key} answers nothing`);
    return answer(schema, value, { status });
  });
