import type { SchemaProblem } from "../simulators/json-schema";
import type { SimulatedAnswer } from "../simulators/types";

/** A refusal on its way to the caller, in Reddit's error envelope. */
export class Refusal extends Error {
  constructor(
    readonly status: 400 | 401 | 403 | 404,
    message: string,
    readonly fields: readonly SchemaProblem[] = [],
  ) {
    super(message);
    this.name = "Refusal";
  }
}

/** The 400 that names fields. */
export function invalid(fields: readonly SchemaProblem[]): Refusal {
  return new Refusal(400, "Bad Request", fields);
}

export function notFound(what: string): Refusal {
  return new Refusal(404, `${what} not found`);
}

export function problem(status: number, message: string, fields: readonly SchemaProblem[] = []): SimulatedAnswer {
  const error = { code: status, message, ...(fields.length > 0 && { fields: fields.map(toField) }) };
  return { status, json: { error } };
}

export function ok(data: unknown, status = 200): SimulatedAnswer {
  return { status, json: { data } };
}

function toField({ path, message }: SchemaProblem): { field: string; message: string } {
  return { field: path, message };
}
