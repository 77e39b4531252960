import { readdirSync } from "node:fs";
import path from "node:path";
import type { RouteHandler } from "../api/handler";
import { refuseMethod } from "../api/other-methods";
import { sql } from "./db";

/** The route files as they lie in app/api, for tests that call handlers without a server. */

export const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
const ROOT = path.resolve(import.meta.dirname, "../../app/api");

type RouteModule = Partial<Record<(typeof METHODS)[number] | "OPTIONS", RouteHandler>>;

export type RouteFile = { path: string; load: () => Promise<RouteModule> };

/** Every route file with its address, such as `/api/v1/campaign-sets/{setId}`. */
export function routeFiles(): RouteFile[] {
  return readdirSync(ROOT, { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === "route.ts")
    .map((file) => {
      const address = path.dirname(file).split(path.sep).join("/");
      return {
        path: `/api/${address.replaceAll(/\[(\w+)\]/g, "{$1}")}`,
        load: () => import(path.join(ROOT, file)) as Promise<RouteModule>,
      };
    });
}

/** Every handler by its key in the route table, `GET /api/v1/…`; methods that are refused are left out. */
export async function loadHandlers(files: RouteFile[]): Promise<Map<string, RouteHandler>> {
  const handlers = new Map<string, RouteHandler>();
  for (const file of files) {
    const module = await file.load();
    for (const method of METHODS) {
      const handler = module[method];
      if (handler && handler !== refuseMethod) handlers.set(`${method} ${file.path}`, handler);
    }
  }
  return handlers;
}

type CallOptions = {
  params?: Record<string, string>;
  /** An API key; none leaves the header out. */
  key?: string;
  headers?: Record<string, string>;
  /** Sent as JSON; a text is sent as it is. */
  body?: unknown;
  query?: string;
  signal?: AbortSignal;
};

/** The request as the application would hand it to the handler of `routeKey`, and its answer. */
export function callHandler(handler: RouteHandler, routeKey: string, options: CallOptions = {}): Promise<Response> {
  const { params = {}, key, headers, body, query = "", signal } = options;
  const [method = "GET", template = ""] = routeKey.split(" ");
  const address = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? "");
  const request = new Request(`http://localhost:3000${address}${query}`, {
    method,
    signal,
    headers: { ...(key ? { authorization: `Bearer ${key}` } : {}), ...headers },
    body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
  });
  return handler(request, { params: Promise.resolve(params) });
}

/**
 * A digest of every row of every table: equal before and after means that nothing was written. When a key was last used
 * is left out, because that is kept for every request.
 */
export async function digestOfAllRows(): Promise<string> {
  const tables = await sql<{ name: string }>(
    `select format('%I', relname) as name from pg_stat_user_tables where schemaname = 'public' order by 1`,
  );
  const parts = tables.map(
    ({ name }) =>
      `select '${name}' as name, md5(coalesce(string_agg(row::text, ',' order by row::text), '')) as rows from (select to_jsonb(t) - 'lastUsedAt' as row from ${name} t) rows`,
  );
  const [row] = await sql<{ digest: string }>(
    `select string_agg(name || ':' || rows, ',' order by name) as digest from (${parts.join(" union all ")}) all_tables`,
  );
  return row?.digest ?? "";
}
