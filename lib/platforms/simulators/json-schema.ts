/** The part of JSON Schema 2020-12 that published platform descriptions use. */
export type JsonSchema = {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  pattern?: string;
  format?: string;
  allOf?: JsonSchema[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  readOnly?: boolean;
};

export type SchemaProblem = { path: string; message: string };

const FORMATS: Record<string, RegExp> = {
  "date-time": /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:?\d\d)$/,
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  uri: /^[a-z][a-z0-9+.-]*:\S+$/i,
  url: /^https?:\/\/\S+$/i,
};

/**
 * Checks values as the platforms do, in the words of the validator they were seen to use (`'X' is not one of ['A', 'B']`).
 * Deliberately apart from the validator of the contract check, so the two check each other.
 */
export class SchemaChecker {
  constructor(private readonly definitions: Readonly<Record<string, JsonSchema>>) {}

  check(schema: JsonSchema, value: unknown, path = ""): SchemaProblem[] {
    const problems: SchemaProblem[] = [];
    this.visit(schema, value, path, problems);
    return problems;
  }

  resolve(schema: JsonSchema): JsonSchema {
    if (!schema.$ref) return schema;
    const name = schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1);
    const found = this.definitions[name];
    if (!found) throw new Error(`No schema ${schema.$ref}`);
    return this.resolve(found);
  }

  private visit(given: JsonSchema, value: unknown, path: string, problems: SchemaProblem[]): void {
    const schema = this.resolve(given);
    const add = (message: string, at = path) => problems.push({ path: at, message });
    if (schema.type !== undefined && !hasType(value, schema.type)) {
      add(
        `${show(value)} is not of type ${[schema.type]
          .flat()
          .map((type) => `'${type}'`)
          .join(", ")}`,
      );
      return;
    }
    if (schema.enum && !schema.enum.includes(value)) add(`${show(value)} is not one of ${show(schema.enum)}`);
    if (schema.const !== undefined && schema.const !== value) add(`${show(schema.const)} was expected`);
    if (typeof value === "string") checkText(schema, value, add);
    if (typeof value === "number") checkNumber(schema, value, add);
    if (Array.isArray(value)) this.visitItems(schema, value, path, problems, add);
    else if (isRecord(value)) this.visitProperties(schema, value, path, problems, add);
    for (const part of schema.allOf ?? []) this.visit(part, value, path, problems);
    if (schema.anyOf) this.visitChoice(schema.anyOf, value, path, problems);
    if (schema.oneOf) this.visitChoice(schema.oneOf, value, path, problems);
  }

  private visitItems(
    schema: JsonSchema,
    value: unknown[],
    path: string,
    problems: SchemaProblem[],
    add: (message: string) => void,
  ): void {
    if (schema.minItems !== undefined && value.length < schema.minItems) add(`${show(value)} is too short`);
    if (schema.maxItems !== undefined && value.length > schema.maxItems) {
      add(`Too many items: ${value.length}, at most ${schema.maxItems}`);
      return;
    }
    if (schema.uniqueItems && new Set(value.map((item) => JSON.stringify(item))).size < value.length) {
      add(`${show(value)} has non-unique elements`);
    }
    const { items } = schema;
    if (!items) return;
    for (const [index, item] of value.entries()) this.visit(items, item, `${path}[${index}]`, problems);
  }

  private visitProperties(
    schema: JsonSchema,
    value: Record<string, unknown>,
    path: string,
    problems: SchemaProblem[],
    add: (message: string, at?: string) => void,
  ): void {
    for (const name of schema.required ?? []) {
      if (!(name in value)) add(`'${name}' is a required property`, join(path, name));
    }
    for (const [name, item] of Object.entries(value)) {
      const property = schema.properties?.[name];
      if (property) this.visit(property, item, join(path, name), problems);
      else if (schema.additionalProperties === false) {
        add(`Additional properties are not allowed ('${name}' was unexpected)`, join(path, name));
      } else if (typeof schema.additionalProperties === "object") {
        this.visit(schema.additionalProperties, item, join(path, name), problems);
      }
    }
  }

  /** Where no branch fits, the complaint is that of the branch the value names by a constant, or of the nearest one. */
  private visitChoice(branches: JsonSchema[], value: unknown, path: string, problems: SchemaProblem[]): void {
    let nearest: SchemaProblem[] | null = null;
    for (const branch of branches) {
      const found = this.check(branch, value, path);
      if (found.length === 0) return;
      if (this.isNamedBy(branch, value)) {
        nearest = found;
        break;
      }
      if (!nearest || found.length < nearest.length) nearest = found;
    }
    problems.push(...(nearest ?? []));
  }

  private isNamedBy(branch: JsonSchema, value: unknown): boolean {
    if (!isRecord(value)) return false;
    const type = this.resolve(branch).properties?.type;
    return type?.const !== undefined && type.const === value.type;
  }
}

function checkText(schema: JsonSchema, value: string, add: (message: string) => void): void {
  const length = [...value].length;
  if (schema.minLength !== undefined && length < schema.minLength) add(`${show(value)} is too short`);
  if (schema.maxLength !== undefined && length > schema.maxLength) add(`${show(value)} is too long`);
  if (schema.pattern && !new RegExp(schema.pattern).test(value))
    add(`${show(value)} does not match '${schema.pattern}'`);
  const format = schema.format ? FORMATS[schema.format] : undefined;
  if (format && (!format.test(value) || (schema.format === "date-time" && Number.isNaN(Date.parse(value))))) {
    add(`${show(value)} is not a '${schema.format}'`);
  }
}

function checkNumber(schema: JsonSchema, value: number, add: (message: string) => void): void {
  if (schema.minimum !== undefined && value < schema.minimum)
    add(`${value} is less than the minimum of ${schema.minimum}`);
  if (schema.maximum !== undefined && value > schema.maximum)
    add(`${value} is greater than the maximum of ${schema.maximum}`);
}

function hasType(value: unknown, type: string | string[]): boolean {
  return [type].flat().some((name) => {
    switch (name) {
      case "null":
        return value === null;
      case "array":
        return Array.isArray(value);
      case "object":
        return isRecord(value);
      case "integer":
        return Number.isSafeInteger(value);
      default:
        // "string", "number" and "boolean" are what typeof says.
        return typeof value === name;
    }
  });
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function join(path: string, name: string): string {
  return path ? `${path}.${name}` : name;
}

function show(value: unknown): string {
  if (typeof value === "string") return `'${value.length > 200 ? `${value.slice(0, 200)}…` : value}'`;
  if (value === null) return "None";
  if (Array.isArray(value)) return `[${value.map(show).join(", ")}]`;
  return JSON.stringify(value) ?? String(value);
}
