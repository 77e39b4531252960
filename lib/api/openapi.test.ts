import { Ajv2020 } from "ajv/dist/2020";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { openApiDocument } from "./openapi";
import { routes } from "./route-table";
import type { Route } from "./routes/entry";

type Operation = {
  operationId: string;
  parameters: { name: string; in: string; required: boolean }[];
  requestBody?: { required: boolean; content: Record<string, { schema: object }> };
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
  security?: unknown[];
};
const document = openApiDocument() as unknown as { openapi: string; paths: Record<string, Record<string, Operation>> };
const operationOf = (key: string): Operation => {
  const [method = "", path = ""] = key.split(" ");
  const operation = document.paths[path]?.[method.toLowerCase()];
  if (!operation) throw new Error(`${key} is not described`);
  return operation;
};

describe("the OpenAPI description", () => {
  it("describes each route of the table, once, each path parameter named", () => {
    expect(document.openapi).toBe("3.1.0");
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual(Object.keys(routes).sort());
    const operationIds = described.map((key) => operationOf(key).operationId);
    expect(new Set(operationIds).size).toBe(operationIds.length);
    for (const key of described) {
      const inPath = [...key.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const named = operationOf(key).parameters.filter((parameter) => parameter.in === "path");
      expect(named.map((parameter) => parameter.name)).toEqual(inPath);
    }
  });

  it("holds only schemas a validator understands, and is plain JSON", () => {
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    for (const key of Object.keys(routes)) {
      const { requestBody, responses } = operationOf(key);
      for (const media of [requestBody?.content, ...Object.values(responses).map((response) => response.content)]) {
        const schema = media?.["application/json"]?.schema;
        if (schema) expect(() => ajv.compile(schema), key).not.toThrow();
      }
    }
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });

  it("asks for what the code asks for, and says that unknown fields are refused", () => {
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    const schema = operationOf("POST /api/v1/campaign-sets").requestBody?.content["application/json"]?.schema;
    const accepts = ajv.compile(schema ?? {});
    expect(accepts({ name: "Fine" })).toBe(true);
    expect(accepts({})).toBe(false);
    expect(accepts({ name: "Fine", colour: "blue" })).toBe(false);
  });

  it("says what may be left out, of a query and of a body", () => {
    const needed = (key: string) =>
      operationOf(key).parameters.flatMap(({ name, in: place, required }) =>
        place === "query" && required ? [name] : [],
      );
    expect(needed("GET /api/v1/explain")).toEqual(["recordKind", "recordId", "field"]);
    expect(needed("GET /api/v1/sync-runs")).toEqual([]);
    const named = operationOf("GET /api/v1/sync-runs").parameters.map(({ name }) => name);
    expect(named).toEqual(expect.arrayContaining(["project", "campaignSetId", "limit", "cursor"]));
    expect(operationOf("POST /api/v1/campaign-sets/{setId}/sync").requestBody?.required).toBe(false);
    expect(operationOf("POST /api/v1/campaign-sets").requestBody?.required).toBe(true);
    expect(operationOf("PATCH /api/v1/connections/{connectionId}").requestBody?.required).toBe(true);
  });

  it("says which routes need no sign-in", () => {
    for (const [key, { action }] of Object.entries<Route>(routes)) {
      expect(operationOf(key).security, key).toEqual(action === null ? [] : undefined);
    }
  });
});
