import { readFileSync } from "node:fs";
import { type JsonSchema, SchemaChecker, type SchemaProblem } from "../simulators/json-schema";
import type { Quota } from "../simulators/quotas";
import { SPEC_ADDITIONS } from "./simulator-spec-additions";

type Parameter = { in: string; name: string; required?: boolean; schema: JsonSchema };
type Content = { content?: Record<string, { schema: JsonSchema }> };
type OperationObject = {
  operationId: string;
  "x-rate-limit": { policy: string; quota: number; windowSeconds: number };
  "x-scope": string;
  parameters?: Parameter[];
  requestBody?: Content;
  responses: Record<string, Content>;
};
export type RedditDescription = {
  paths: Record<string, Record<string, OperationObject>>;
  components: { schemas: Record<string, JsonSchema> };
};

/** One operation of the description. `key` is its method and path template, `GET /campaigns/{campaign_id}`. */
export type SpecOperation = {
  key: string;
  method: string;
  template: string;
  policy: string;
  scope: string;
  query: Parameter[];
  body: JsonSchema | null;
  /** Not every read may answer 400; those that may not are lenient about their query. */
  declares400: boolean;
};

/** The trimmed description with the additions applied, freshly read: callers may keep it. */
export function loadDescription(): RedditDescription {
  const text = readFileSync(new URL("./openapi.trimmed.json", import.meta.url), "utf8");
  const description: RedditDescription = JSON.parse(text);
  const { schemas } = description.components;
  for (const addition of SPEC_ADDITIONS) {
    const schema = schemas[addition.schema];
    if (!schema) throw new Error(`The Reddit description has no schema ${addition.schema}.`);
    if ("property" in addition) {
      schema.properties = { ...schema.properties, [addition.property.name]: addition.property.schema };
      continue;
    }
    const { property, values } = addition.enum;
    const target = property === null ? schema : schema.properties?.[property];
    if (!target?.enum) throw new Error(`${addition.schema}.${property ?? ""} has no list of values to add to.`);
    target.enum = [...target.enum, ...values];
  }
  return description;
}

/** The operations the simulator knows, found by method and path, with the checks the description asks for. */
export class RedditSpec {
  readonly quotas: Record<string, Quota> = {};
  readonly operations: readonly SpecOperation[];
  private readonly checker: SchemaChecker;
  private readonly byShape = new Map<string, SpecOperation[]>();

  constructor(description: RedditDescription) {
    this.checker = new SchemaChecker(description.components.schemas);
    const operations: SpecOperation[] = [];
    for (const [template, methods] of Object.entries(description.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        const limit = operation["x-rate-limit"];
        this.quotas[limit.policy] = { limit: limit.quota, windowSeconds: limit.windowSeconds };
        operations.push({
          key: `${method.toUpperCase()} ${template}`,
          method: method.toUpperCase(),
          template,
          policy: limit.policy,
          scope: operation["x-scope"],
          query: (operation.parameters ?? []).filter((parameter) => parameter.in === "query"),
          body: operation.requestBody?.content?.["application/json"]?.schema ?? null,
          declares400: "400" in operation.responses,
        });
      }
    }
    // Fixed segments win over parameters: /structured_posts/jobs/{id} before /structured_posts/{id}.
    this.operations = operations.sort((a, b) => a.template.split("{").length - b.template.split("{").length);
    for (const operation of this.operations) {
      const shape = shapeOf(operation.method, operation.template);
      this.byShape.set(shape, [...(this.byShape.get(shape) ?? []), operation]);
    }
  }

  /** The operation of this call with its path parameters in order; null for an unknown path or a wrong verb. */
  find(method: string, path: string): { operation: SpecOperation; ids: string[] } | null {
    const segments = path.split("/");
    for (const operation of this.byShape.get(shapeOf(method, path)) ?? []) {
      const ids: string[] = [];
      const fits = operation.template.split("/").every((part, index) => {
        const segment = segments[index] ?? "";
        if (!part.startsWith("{")) return part === segment;
        ids.push(decodeURIComponent(segment));
        return segment !== "";
      });
      if (fits) return { operation, ids };
    }
    return null;
  }

  checkBody(operation: SpecOperation, body: unknown): SchemaProblem[] {
    return operation.body ? this.checker.check(operation.body, body) : [];
  }

  /** Unknown query parameters are ignored, as servers do; values of known ones are checked. */
  checkQuery(operation: SpecOperation, query: URLSearchParams): SchemaProblem[] {
    return operation.query.flatMap(({ name, schema }) => {
      const text = query.get(name);
      return text === null ? [] : this.checker.check(schema, fromQuery(schema, text), name);
    });
  }

  pageSize(operation: SpecOperation, query: URLSearchParams): number {
    const maximum = operation.query.find(({ name }) => name === "page.size")?.schema.maximum ?? DEFAULT_PAGE_SIZE;
    const asked = Number(query.get("page.size") ?? DEFAULT_PAGE_SIZE);
    return Number.isInteger(asked) && asked >= 1 ? Math.min(asked, maximum) : DEFAULT_PAGE_SIZE;
  }
}

/** Reddit does not say what it is. */
const DEFAULT_PAGE_SIZE = 100;

function shapeOf(method: string, path: string): string {
  return `${method} ${path.split("/").length}`;
}

function fromQuery(schema: JsonSchema, text: string): unknown {
  const types = [schema.type ?? "string"].flat();
  if (types.includes("array")) return text.split(",").filter(Boolean);
  if (types.includes("integer")) return /^-?\d+$/.test(text) ? Number(text) : text;
  if (types.includes("boolean")) return text === "true" ? true : text === "false" ? false : text;
  return text;
}
