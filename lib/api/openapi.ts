import { z } from "zod";
import { ACTION_MEANINGS, PERMISSIONS } from "../domain/permissions";
import { routes } from "./route-table";
import type { Route } from "./routes/entry";

type Json = z.core.util.JSONType;

const DESCRIPTION = [
  "Send `Authorization: Bearer lsk_…`. The organisation comes from the key; what belongs to another one answers 404.",
  "Errors are `application/problem+json` with a `code` for programs and `errors[{ path, message }]` for fields, where a path reads like `campaigns[0].budget.amountMicros` and an unknown field is named by its own path.",
  "Lists are paged by key: pass `nextCursor` back as `cursor` until it is null.",
  "A write with an `Idempotency-Key` is carried out once; the same request again gets the first answer, for a day.",
  "Amounts are millionths of their currency, as decimal texts.",
].join("\n\n");

const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  code: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })),
});

let document: Record<string, Json> | undefined;

/** The API as OpenAPI 3.1, made once from the table and the schemas that check every request. */
export function openApiDocument(): Record<string, Json> {
  document ??= build();
  return document;
}

function build(): Record<string, Json> {
  const paths: Record<string, Record<string, Json>> = {};
  for (const [key, entry] of Object.entries<Route>(routes)) {
    const [method = "", path = ""] = key.split(" ");
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation(method, path, entry) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Lockstep", version: "1", description: DESCRIPTION },
    security: [{ apiKey: [] }, { cookie: [] }],
    paths,
    components: {
      securitySchemes: {
        apiKey: { type: "http", scheme: "bearer", bearerFormat: "lsk_…" },
        cookie: { type: "apiKey", in: "cookie", name: "authjs.session-token" },
      },
      schemas: { Problem: schemaOf(Problem, "output") },
    },
  };
}

function operation(method: string, path: string, entry: Route): Json {
  const isWrite = method !== "GET";
  const parameters: Json[] = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => ({
      name,
      in: "path",
      required: true,
      schema: { type: "string", format: "uuid" },
    })),
    ...(entry.query ? queryParameters(entry.query) : []),
    ...(isWrite
      ? [{ name: "Idempotency-Key", in: "header", required: false, schema: { type: "string", maxLength: 255 } }]
      : []),
  ];
  return {
    summary: entry.summary,
    operationId: operationId(method, path),
    parameters,
    ...(entry.action === null
      ? { security: [] }
      : {
          "x-action": entry.action,
          description: `${ACTION_MEANINGS[entry.action]}. Roles: ${PERMISSIONS[entry.action].join(", ")}.`,
        }),
    ...(entry.body
      ? {
          requestBody: {
            required: !acceptsNothing(entry.body),
            content: { "application/json": { schema: schemaOf(entry.body, "input") } },
          },
        }
      : {}),
    responses: {
      [String(entry.status ?? (entry.answer || entry.stream ? 200 : 204))]: success(entry),
      ...(path === "/api/ready" && entry.answer
        ? { "503": { description: "Something is missing", content: json(entry.answer) } }
        : {}),
      default: {
        description: "A problem",
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    },
  };
}

function success(entry: Route): Json {
  if (entry.stream) {
    return { description: "Server-Sent Events", content: { "text/event-stream": { schema: { type: "string" } } } };
  }
  if (entry.file) return { description: "A file", content: { [entry.file]: { schema: { type: "string" } } } };
  return entry.answer ? { description: "Done", content: json(entry.answer) } : { description: "Done" };
}

/** A body that is left out counts as `{}`. */
const acceptsNothing = (body: z.ZodType): boolean => body.safeParse({}).success;

const json = (schema: z.ZodType): Json => ({ "application/json": { schema: schemaOf(schema, "output") } });

function queryParameters(query: z.ZodType): Json[] {
  const schema = schemaOf(query, "input");
  const properties = (schema.properties ?? {}) as Record<string, Json>;
  const required = (schema.required ?? []) as string[];
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema: property,
  }));
}

/** `io` says which side of a transform is meant: what may come in, or what goes out. */
function schemaOf(schema: z.ZodType, io: "input" | "output"): Record<string, Json> {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    target: "draft-2020-12",
    unrepresentable: "any",
  });
  return rest as Record<string, Json>;
}

/** `PATCH /api/v1/campaign-sets/{setId}` is `patchCampaignSetsBySetId`. */
function operationId(method: string, path: string): string {
  const words = path.replace(/^\/api\/(v1\/)?/, "").replace(/\{(\w+)\}/g, (_, name: string) => `by-${name}`);
  const camel = words.replace(/[^A-Za-z0-9]+(\w)/g, (_, letter: string) => letter.toUpperCase());
  return `${method.toLowerCase()}${camel.charAt(0).toUpperCase()}${camel.slice(1)}`;
}
