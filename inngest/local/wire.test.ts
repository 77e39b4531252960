import { describe, expect, it } from "vitest";
import { readAnswer } from "./answers";
import { callBody } from "./call";
import { canonicalText, readJson } from "./canonical-json";
import { RefusedEvent, readPostedEvents } from "./events";
import { readSigningKey, sameSecret, signBody } from "./signing";
import type { LeasedCall } from "./store";
import { readIdSeed, ulid } from "./ulid";

const call: LeasedCall = {
  job: "7",
  runId: "01ARZ3NDEKTSV4RRFFQ69G5FAV",
  hash: "step",
  fn: 'app-"odd"',
  attempt: 0,
  generation: 2,
  lapses: 0,
  maxAttempts: 5,
  startedAt: 0,
  parentRun: null,
  parentHash: null,
  eventBody: canonicalText({ name: "x", data: { "\u20ac": 1, "\r": 2, a: 1.5e300 } }),
  steps: '"aa":{"data":1},"bb":{"data":null}',
  stack: '"bb","aa"',
  stepCount: 2,
};

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  readAnswer({ status, headers: { "x-inngest-sdk": "inngest-js:v4", ...headers }, body: JSON.stringify(body) }, 0);

describe("the call's body", () => {
  it("is sent in canonical form, so it is signed as it is sent", () => {
    const body = callBody(call, "request");
    expect(canonicalText(readJson(body))).toBe(body);
    expect(readJson(body)).toMatchObject({
      steps: { aa: { data: 1 }, bb: { data: null } },
      ctx: { stack: { stack: ["bb", "aa"], current: 2 }, disable_immediate_execution: false, qi_id: "7" },
    });
  });

  it("switches immediate execution off for a planned step", () => {
    expect(readJson(callBody({ ...call, hash: "aa" }, "request"))).toMatchObject({
      ctx: { disable_immediate_execution: true, step_id: "aa" },
    });
  });
});

describe("answers", () => {
  it("ends the run with a 200, or with RunComplete among other operations", () => {
    expect(answer(200, { done: 1 })).toMatchObject({ kind: "completed", result: { done: 1 } });
    const operations = [
      { op: "StepRun", id: "aa", data: 1 },
      { op: "RunComplete", id: "zz", data: "end" },
    ];
    expect(answer(206, operations)).toMatchObject({ kind: "completed", result: "end" });
  });

  it("lets x-inngest-no-retry decide, and retries without it", () => {
    const error = { name: "Error", message: "no" };
    expect(answer(400, error, { "x-inngest-no-retry": "true" }).kind).toBe("failed");
    expect(answer(500, error, { "x-inngest-no-retry": "false", "retry-after": "3" })).toMatchObject({
      kind: "retry",
      retryAfterMs: 3_000,
    });
    expect(answer(500, { type: "internal", ...error }).kind).toBe("retry");
  });

  it("does not finish a run by a 200 that is not the SDK's", () => {
    expect(readAnswer({ status: 200, headers: {}, body: "{}" }, 0).kind).toBe("retry");
  });

  it.each(["Gateway", "AIGateway", "WaitForSignal", "DeferAdd", "Novelty"])(
    "fails the run at the operation %s",
    (op) => {
      const verdict = answer(206, [{ op, id: "aa", userland: { id: "my step" } }]);
      expect(verdict).toMatchObject({ kind: "failed" });
      expect(JSON.stringify(verdict)).toMatch(new RegExp(`my step.*${op}`));
    },
  );

  it("fails the run for what would never end or never fit", () => {
    const refusals = [
      { op: "Sleep", id: "aa", name: "400d" },
      { op: "Sleep", id: "aa", name: "whenever" },
      { op: "StepPlanned", id: "aa", opts: { parallelMode: "other" } },
      { op: "WaitForEvent", id: "aa", name: "x", opts: { timeout: "1s", if: "size(event) > 1" } },
      { op: "StepRun", id: "aa", data: "x".repeat(4 * 1_024 * 1_024) },
    ];
    for (const refusal of refusals) expect(answer(206, [refusal]).kind).toBe("failed");
  });

  it("does not wait for an empty answer for ever", () => {
    expect(answer(206, []).kind).toBe("retry");
    expect(readAnswer({ status: 206, headers: { "x-inngest-sdk": "x" }, body: "<html>" }, 0).kind).toBe("retry");
  });
});

describe("posted events", () => {
  const seed = readIdSeed("1700000000000,AAAAAAAAAAAAAA==");

  it("get the same ids for the same seed", () => {
    const ids = () => readPostedEvents([{ name: "a" }, { name: "b" }], seed, 5).map((event) => event.storeId);
    expect(ids()).toEqual(ids());
    expect(new Set(ids()).size).toBe(2);
  });

  it("carry their sender's id inside and lose the reserved key", () => {
    const [event] = readPostedEvents({ name: "a", id: "mine", data: { _inngest: {}, x: 1 } }, seed, 5);
    expect(event?.value).toEqual({ name: "a", id: "mine", ts: 5, user: {}, data: { x: 1 } });
    expect(event?.storeId).not.toBe("mine");
  });

  it.each([
    [{ name: "inngest/x" }],
    [{ name: "" }],
    [{ name: "a", data: [] }],
    [{ name: "n".repeat(513) }],
    [{ name: "a", data: { big: "x".repeat(600_000) } }],
    ["text"],
  ])("are refused: %j", (event) => {
    expect(() => readPostedEvents(event, undefined, 5)).toThrow(RefusedEvent);
  });
});

describe("keys", () => {
  it("give the bearer and signature the SDK expects", () => {
    const key = readSigningKey(`signkey-local-${"00".repeat(32)}`);
    expect(key.bearer).toBe("signkey-local-66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925");
    expect(signBody(key, "{}", 1_999)).toMatch(/^t=1&s=[0-9a-f]{64}$/);
    expect(() => readSigningKey("signkey-local-xyz")).toThrow("hexadecimal");
  });

  it("compare whole", () => {
    expect(sameSecret("abc", "abc")).toBe(true);
    expect(sameSecret("abc", "abcd")).toBe(false);
  });

  it("makes ULIDs that sort by time", () => {
    expect(ulid(1) < ulid(2)).toBe(true);
    expect(ulid(0, Buffer.alloc(10))).toBe("0".repeat(26));
  });
});
