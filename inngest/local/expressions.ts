import { type ASTNode, parse } from "@marcbachmann/cel-js";
import { canonicalText } from "./canonical-json";

/** What an expression may look at: `event`, and in waits and cancellations `async`, the event that arrived. */
export type Scope = Readonly<Record<string, unknown>>;

export type Expression = (scope: Scope) => unknown;

export class UnsupportedExpression extends Error {
  constructor(source: string, part: string) {
    super(`the expression "${source}" uses ${part}`);
    this.name = "UnsupportedExpression";
  }
}

/**
 * Reads a CEL expression with Inngest's loosened typing: a missing attribute is null, whole and fractional numbers
 * compare, and an ordering between things that have none is not true. cel-js reads the text; its own evaluator is
 * not used because it throws on a missing key. Literals, paths, indexing, comparisons and `&& || !` are understood;
 * anything else throws `UnsupportedExpression` at start-up, rather than being quietly false at run time.
 */
export function readExpression(source: string, variables: readonly string[]): Expression {
  return compile(parseSource(source), source, variables);
}

/** True only when the expression gives `true`; other values are not a match. */
export function matches(expression: Expression | null, scope: Scope): boolean {
  return expression === null || expression(scope) === true;
}

function parseSource(source: string): ASTNode {
  try {
    return parse(source).ast;
  } catch (cause) {
    throw new UnsupportedExpression(source, `text that cannot be read (${String(cause).split("\n")[0]})`);
  }
}

function compile(node: ASTNode, source: string, variables: readonly string[]): Expression {
  const inner = (part: ASTNode) => compile(part, source, variables);
  switch (node.op) {
    case "value": {
      const value = literal(node.args);
      if (value === undefined) throw new UnsupportedExpression(source, "a literal other than text, number or boolean");
      return () => value;
    }
    case "id": {
      const name = node.args;
      if (!variables.includes(name)) throw new UnsupportedExpression(source, `the unknown name "${name}"`);
      return (scope) => scope[name] ?? null;
    }
    case ".": {
      const [base, name] = node.args;
      const from = inner(base);
      return (scope) => attribute(from(scope), name);
    }
    case "[]": {
      const from = inner(node.args[0]);
      const key = inner(node.args[1]);
      return (scope) => attribute(from(scope), key(scope));
    }
    case "-_": {
      const operand = inner(node.args);
      return (scope) => {
        const value = operand(scope);
        return typeof value === "number" ? -value : null;
      };
    }
    case "!_": {
      const operand = inner(node.args);
      return (scope) => operand(scope) !== true;
    }
    case "&&":
    case "||": {
      const [left, right] = [inner(node.args[0]), inner(node.args[1])];
      return node.op === "&&"
        ? (scope) => left(scope) === true && right(scope) === true
        : (scope) => left(scope) === true || right(scope) === true;
    }
    case "==":
    case "!=": {
      const [left, right] = [inner(node.args[0]), inner(node.args[1])];
      const wanted = node.op === "==";
      return (scope) => equal(left(scope), right(scope)) === wanted;
    }
    case "<":
    case "<=":
    case ">":
    case ">=": {
      const [left, right] = [inner(node.args[0]), inner(node.args[1])];
      const { op } = node;
      return (scope) => ordered(op, left(scope), right(scope));
    }
    default:
      throw new UnsupportedExpression(source, `"${node.op}", which this executor does not evaluate`);
  }
}

function literal(value: unknown): string | number | boolean | null | undefined {
  if (typeof value === "bigint") return Number(value);
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return value;
  }
  return undefined;
}

function attribute(base: unknown, key: unknown): unknown {
  if (Array.isArray(base)) return (typeof key === "number" ? base[key] : undefined) ?? null;
  if (typeof base !== "object" || base === null || typeof key !== "string" || !Object.hasOwn(base, key)) return null;
  return Reflect.get(base, key) ?? null;
}

function equal(left: unknown, right: unknown): boolean {
  if (typeof left === "object" && left !== null && typeof right === "object" && right !== null) {
    return canonicalText(left) === canonicalText(right);
  }
  return left === right;
}

function ordered(op: "<" | "<=" | ">" | ">=", left: unknown, right: unknown): boolean {
  const comparable =
    (typeof left === "number" && typeof right === "number") || (typeof left === "string" && typeof right === "string");
  if (!comparable) return false;
  if (op === "<") return left < right;
  if (op === "<=") return left <= right;
  return op === ">" ? left > right : left >= right;
}
