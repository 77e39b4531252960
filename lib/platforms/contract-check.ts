import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { RecordedExchange } from "./contract-recorder";

type Content = { content?: Record<string, { schema?: object }> };
type Operation = {
  parameters?: { in: string; name: string; schema: { type?: string | string[]; items?: object } }[];
  requestBody?: Content;
  responses: Record<string, Content>;
};
type Description = {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
};

/** A platform's published description, and what it offers beside it, described in the same way. */
export type PlatformContract = { platform: string; prefix: string; description: Description; extras: Description };

export type CheckedExchange = {
  /** `GET /campaigns/{campaign_id}`; null for a call nobody described. */
  operation: string | null;
  violations: string[];
  /** Both sides agree that the request was wrong: the description refuses it and so did the platform. */
  refused: boolean;
};

type Compiled = {
  key: string;
  method: string;
  pattern: RegExp;
  query: Map<string, ValidateFunction & { isList?: boolean }>;
  request: { type: string; validate: ValidateFunction } | null;
  statuses: Map<string, ValidateFunction | null>;
  fixedSegments: number;
};

/**
 * Holds recorded exchanges against a platform's description in both directions: path, query and body of the request; status and body
 * of the answer. An answer that a fault altered owes nothing, its request still does.
 */
export class ContractCheck {
  private readonly operations: Compiled[];

  constructor(contract: PlatformContract) {
    this.operations = [...compileAll(contract.description, contract.prefix), ...compileAll(contract.extras, "")].sort(
      (a, b) => b.fixedSegments - a.fixedSegments,
    );
  }

  get operationKeys(): string[] {
    return this.operations.map(({ key }) => key).sort();
  }

  check(exchange: RecordedExchange): CheckedExchange {
    const operation = this.operations.find(
      ({ method, pattern }) => method === exchange.method && pattern.test(exchange.path),
    );
    if (!operation)
      return { operation: null, violations: [`unknown path ${exchange.method} ${exchange.path}`], refused: false };
    const requestTroubles = checkRequest(operation, exchange);
    const refused = requestTroubles.length > 0 && exchange.status === 400 && !exchange.fault;
    const answerTroubles = exchange.fault ? [] : checkAnswer(operation, exchange);
    return { operation: operation.key, violations: [...(refused ? [] : requestTroubles), ...answerTroubles], refused };
  }
}

function checkRequest(operation: Compiled, exchange: RecordedExchange): string[] {
  const troubles: string[] = [];
  for (const [name, text] of new URLSearchParams(exchange.query)) {
    const validate = operation.query.get(name);
    if (!validate) troubles.push(`request: unknown query parameter ${name}`);
    else if (!validate(validate.isList ? text.split(",") : text))
      troubles.push(`request: query ${name}${describe(validate.errors)}`);
  }
  const { request } = operation;
  if (!request) return troubles;
  const body = readRequest(request.type, exchange.requestBody);
  if (body === undefined) troubles.push(`request: the body is not ${request.type}`);
  else if (!request.validate(body)) troubles.push(`request${describe(request.validate.errors)}`);
  return troubles;
}

function checkAnswer(operation: Compiled, exchange: RecordedExchange): string[] {
  const status = String(exchange.status);
  const declared = operation.statuses.has(status) ? status : `${status.charAt(0)}XX`;
  if (!operation.statuses.has(declared)) return [`answer: undeclared status ${status}`];
  const validate = operation.statuses.get(declared);
  if (!validate) return [];
  const body = parseJson(exchange.responseBody);
  if (body === undefined) return [`answer ${status}: the body is not JSON`];
  return validate(body) ? [] : [`answer ${status}${describe(validate.errors)}`];
}

function compileAll(description: Description, prefix: string): Compiled[] {
  const ajv = new Ajv2020({ strict: false, allErrors: true, coerceTypes: false });
  addFormats(ajv);
  // Parameters arrive as text: "100" is a fine integer there.
  const lenient = new Ajv2020({ strict: false, coerceTypes: true });
  addFormats(lenient);
  const root = { $id: "https://contract.invalid/root", ...description };
  ajv.addSchema(root);
  const at = (schema: object) => ajv.compile(withAbsoluteRefs(schema));
  return Object.entries(description.paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const [requestType, request] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
      const query = (operation.parameters ?? []).filter((parameter) => parameter.in === "query");
      return {
        key: `${method.toUpperCase()} ${template}`,
        method: method.toUpperCase(),
        pattern: new RegExp(`^${prefix}${template.replace(/[.]/g, "\\.").replace(/\{[^}]+\}/g, "[^/]+")}$`),
        query: new Map(
          query.map(({ name, schema }) => {
            const isList = [schema.type].flat().includes("array");
            return [name, Object.assign(lenient.compile({ ...schema }), { isList })];
          }),
        ),
        request: requestType && request?.schema ? { type: requestType, validate: at(request.schema) } : null,
        statuses: new Map(
          Object.entries(operation.responses).map(([status, { content }]) => {
            const schema = content?.["application/json"]?.schema;
            return [status, schema ? at(schema) : null];
          }),
        ),
        fixedSegments: template.split("/").filter((part) => part && !part.startsWith("{")).length,
      };
    }),
  );
}

/** A schema lifted out of its document still points into it. */
function withAbsoluteRefs(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"https://contract.invalid/root#/'));
}

function readRequest(type: string, text: string): unknown {
  if (type.includes("form-urlencoded")) return Object.fromEntries(new URLSearchParams(text));
  return parseJson(text);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function describe(errors: ErrorObject[] | null | undefined): string {
  const shown = (errors ?? []).slice(0, 3).map(({ instancePath, message, params }) => {
    const extra = "additionalProperty" in params ? ` '${params.additionalProperty}'` : "";
    return ` ${instancePath || "/"} ${message ?? "is wrong"}${extra}`;
  });
  return `:${shown.join(";")}`;
}
