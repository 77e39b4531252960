import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { ContractCheck } from "../lib/platforms/contract-check";
import type { RecordedExchange } from "../lib/platforms/contract-recorder";
import { redditContract } from "../lib/platforms/reddit/simulator-contract";

/**
 * Holds recorded exchanges (JSON lines) against the platforms' descriptions: `contract.ts FILE_OR_FOLDER…`.
 * Lists the operations covered; exits 1 on an unknown path, an undeclared status or a body that does not fit.
 */
const VIOLATIONS_SHOWN = 50;
const checks = new Map([redditContract()].map((contract) => [contract.platform, new ContractCheck(contract)]));

const files = process.argv.slice(2).flatMap((target) =>
  statSync(target).isDirectory()
    ? readdirSync(target)
        .filter((name) => name.endsWith(".jsonl"))
        .map((name) => join(target, name))
    : [target],
);

const covered = new Map<string, number>();
const violations = new Map<string, { count: number; example: string }>();
let exchanges = 0;
let refused = 0;
let altered = 0;

for (const file of files) {
  for (const line of readFileSync(file, "utf8").split("\n")) {
    // A process that was killed may leave its last line unfinished.
    if (!line.endsWith("}")) continue;
    const exchange: RecordedExchange = JSON.parse(line);
    exchanges += 1;
    if (exchange.fault) altered += 1;
    const check = checks.get(exchange.platform);
    const result = check?.check(exchange) ?? {
      operation: null,
      violations: [`no description of ${exchange.platform}`],
      refused: false,
    };
    if (result.refused) refused += 1;
    const name = `${exchange.platform} ${result.operation ?? "unknown"}`;
    if (result.operation) covered.set(name, (covered.get(name) ?? 0) + 1);
    for (const violation of result.violations) {
      const key = `${name}: ${violation}`;
      const known = violations.get(key);
      if (known) known.count += 1;
      else violations.set(key, { count: 1, example: `${exchange.status} ${exchange.requestBody.slice(0, 300)}` });
    }
  }
}

const print = (text: string) => process.stdout.write(`${text}\n`);
for (const [name, count] of [...covered].sort()) print(`${String(count).padStart(8)}  ${name}`);
const uncovered = [...checks].flatMap(([platform, check]) =>
  check.operationKeys.map((key) => `${platform} ${key}`).filter((name) => !covered.has(name)),
);
if (uncovered.length > 0) print(`not seen: ${uncovered.join(", ")}`);
for (const [violation, { count, example }] of [...violations].slice(0, VIOLATIONS_SHOWN))
  print(`VIOLATION ×${count} ${violation}\n    ${example}`);
if (violations.size > VIOLATIONS_SHOWN) print(`… and ${violations.size - VIOLATIONS_SHOWN} more kinds`);
print(`${altered} altered by a fault (request checked only), ${refused} refused by both sides`);
const total = [...violations.values()].reduce((sum, { count }) => sum + count, 0);
print(`${exchanges} exchanges, ${covered.size} operations, ${total} violations`);
process.exit(total > 0 || exchanges === 0 ? 1 : 0);
