import { describe, expect, it } from "vitest";
import { type FunctionSpec, readRegistry } from "./registry";

const steps = (retries?: { attempts: number }) => ({
  step: {
    id: "step",
    name: "step",
    runtime: { type: "http", url: "http://localhost:3000/api/inngest?fnId=app-fn&stepId=step" },
    ...(retries && { retries }),
  },
});

const payload = (fn: Record<string, unknown>, sdk = "js:v4.24.0") => ({
  app_id: "app",
  sdk,
  url: "http://localhost:3000/api/inngest",
  functions: [{ id: "app-fn", name: "fn", triggers: [{ event: "x" }], steps: steps(), ...fn }],
});

function only(fn: Record<string, unknown>): FunctionSpec {
  const found = readRegistry(payload(fn)).functions.get("app-fn");
  if (!found) throw new Error("the function is missing");
  return found;
}

describe("the register payload", () => {
  it("gives a function its attempts: five by default, one more than its retries otherwise", () => {
    expect(only({}).maxAttempts).toBe(5);
    expect(only({ steps: steps({ attempts: 0 }) }).maxAttempts).toBe(1);
    expect(only({ steps: steps({ attempts: 99 }) }).maxAttempts).toBe(21);
  });

  it("takes one concurrency limit in each of its spellings", () => {
    expect(only({ concurrency: 3 }).concurrency?.limit).toBe(3);
    expect(only({ concurrency: { limit: 2, key: "event.data.id" } }).concurrency?.limit).toBe(2);
    expect(only({ concurrency: [{ limit: 1, scope: "fn" }] }).concurrency?.limit).toBe(1);
  });

  it.each<[string, Record<string, unknown>]>([
    ["debounce", { debounce: { period: "1s" } }],
    ["batchEvents", { batchEvents: { maxSize: 2, timeout: "1s" } }],
    ["throttle", { throttle: { limit: 1, period: "1s" } }],
    ["rateLimit", { rateLimit: { limit: 1, period: "1s" } }],
    ["priority", { priority: { run: "100" } }],
    ["timeouts", { timeouts: { finish: "1s" } }],
    ["somethingNew", { somethingNew: true }],
    ["concurrency", { concurrency: [{ limit: 1 }, { limit: 2, key: "event.data.x" }] }],
    ["concurrency.scope", { concurrency: { limit: 1, scope: "account", key: "'x'" } }],
    ["concurrency.key", { concurrency: { limit: 1, key: "event.data.a + 'x'" } }],
    ["idempotency", { idempotency: "async.data.id" }],
    ["singleton", { singleton: { mode: "wait" } }],
    ["cancelOn", { cancel: Array.from({ length: 6 }, () => ({ event: "x" })) }],
    ["cancelOn.if", { cancel: [{ event: "x", if: "has(event.data.x)" }] }],
    ["triggers", { triggers: Array.from({ length: 11 }, (_, index) => ({ event: `x${index}` })) }],
    ["triggers.if", { triggers: [{ event: "x", expression: "event.data.x.matches('a')" }] }],
    ["triggers.cron", { triggers: [{ cron: "@hourly" }] }],
    ["triggers.jitter", { triggers: [{ cron: "* * * * *", jitter: "1m" }] }],
    ["triggers.event", { triggers: [{ event: "inngest/*" }] }],
    ["triggers.event", { triggers: [{ event: "a*" }] }],
    ["steps", { steps: { step: { ...steps().step, runtime: { type: "ws", url: "ws://localhost" } } } }],
  ])("names the function and the option %s when it refuses", (option, fn) => {
    expect(() => readRegistry(payload(fn))).toThrow(`function "app-fn", option "${option}"`);
  });

  it("refuses another major version of the SDK", () => {
    expect(() => readRegistry(payload({}, "js:v5.0.0"))).toThrow("version 4");
  });
});
