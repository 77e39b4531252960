import { describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { PlatformError } from "../errors";
import { redditDialect } from "../platforms/reddit/client";
import { createFakeClock } from "../testing/fake-clock";
import type { Breaker } from "./breaker";
import type { Pacer } from "./pacing";
import { type CallRecord, createRequestJson, type PlatformRequest, type Tokens } from "./request-json";

type Answer = Response | Error | ((request: { url: string; init: RequestInit }) => Response | Promise<Response>);

const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });

function createRoom(answers: Answer[], breaker: Breaker | null = null) {
  const sent: { url: string; init: RequestInit; token: string }[] = [];
  const calls: CallRecord[] = [];
  const clock = createFakeClock({ auto: true });
  let current = "token-1";
  let refreshing: Promise<string> | null = null;
  const tokens = {
    current: vi.fn(() => Promise.resolve(current)),
    refresh: vi.fn(() => {
      refreshing ??= Promise.resolve().then(() => {
        current = "token-2";
        return current;
      });
      return refreshing;
    }),
    giveUp: vi.fn(() => Promise.resolve()),
  } satisfies Tokens;
  const pacer = {
    acquire: vi.fn(() => Promise.resolve()),
    learn: vi.fn(),
    block: vi.fn(),
    flush: vi.fn(() => Promise.resolve()),
  } satisfies Pacer;
  const request = createRequestJson({
    baseUrl: "https://api.example.com/api/v3",
    userAgent: "agent",
    clock,
    tokens,
    pacer,
    breaker,
    dialect: redditDialect,
    recordCall: (call) => calls.push(call),
    fetch: async (input, init = {}) => {
      const url = String(input);
      const token = new Headers(init.headers).get("authorization")?.replace("Bearer ", "") ?? "";
      sent.push({ url, init, token });
      const answer = answers.shift() ?? json({ data: { id: "1" } });
      if (answer instanceof Error) throw answer;
      return typeof answer === "function" ? answer({ url, init }) : answer;
    },
  });
  return { request, sent, calls, clock, tokens, pacer };
}

const schema = z.object({ data: z.object({ id: z.string() }) });
const read: PlatformRequest<z.infer<typeof schema>> = {
  path: "/campaigns/1",
  schema,
  effect: "read",
  quotaGroup: "read",
};
const write: PlatformRequest<z.infer<typeof schema>> = {
  method: "POST",
  path: "/ad_accounts/a/campaigns",
  body: { data: { name: "A" } },
  schema,
  effect: "write",
  quotaGroup: "write",
};
const refused = () => json({ error: { message: "Bad bearer token provided." } }, 401);
const cut = () =>
  new Response(
    new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"data":{"id":"1'));
        controller.error(new TypeError("terminated"));
      },
    }),
  );

describe("a refused token", () => {
  test("is renewed once and the call repeated once", async () => {
    const { request, sent, tokens } = createRoom([refused()]);
    expect(await request(write)).toEqual({ data: { id: "1" } });
    expect(sent.map(({ token }) => token)).toEqual(["token-1", "token-2"]);
    expect(tokens.refresh).toHaveBeenCalledExactlyOnceWith("token-1");
    expect(tokens.giveUp).not.toHaveBeenCalled();
  });

  test("that was renewed and is over again before it is used, is renewed once more", async () => {
    const { request, sent, tokens } = createRoom([refused(), refused()]);
    expect(await request(write)).toEqual({ data: { id: "1" } });
    expect(sent).toHaveLength(3);
    expect(tokens.refresh).toHaveBeenCalledTimes(2);
    expect(tokens.giveUp).not.toHaveBeenCalled();
  });

  test("ends the call when the second that was renewed is refused too, and says that a person must connect again", async () => {
    const { request, sent, tokens } = createRoom([refused(), refused(), refused()]);
    await expect(request(read)).rejects.toMatchObject({
      code: "auth_expired",
      sentence: expect.stringContaining("Reconnect"),
    });
    expect(sent).toHaveLength(3);
    expect(tokens.giveUp).toHaveBeenCalledOnce();
  });

  test("takes a permit for the repeated call too, and runs what comes before sending right before each", async () => {
    const { request, pacer, sent } = createRoom([refused()]);
    const sentBefore: number[] = [];
    await request({
      ...write,
      beforeSend: () => {
        sentBefore.push(sent.length);
        return Promise.resolve();
      },
    });
    expect(pacer.acquire).toHaveBeenCalledTimes(2);
    expect(sentBefore).toEqual([0, 1]);
  });
});

describe("what comes before sending", () => {
  test("runs once the call is cleared to leave, and the call waits for it", async () => {
    const { request, sent, pacer } = createRoom([]);
    const order: string[] = [];
    pacer.acquire.mockImplementation(() => {
      order.push("cleared");
      return Promise.resolve();
    });
    await request({
      ...write,
      beforeSend: async () => {
        await Promise.resolve();
        order.push(`before, ${sent.length} sent`);
      },
    });
    expect(order).toEqual(["cleared", "before, 0 sent"]);
  });

  test("keeps the call here when it fails", async () => {
    const { request, sent } = createRoom([]);
    await expect(request({ ...write, beforeSend: () => Promise.reject(new Error("no database")) })).rejects.toThrow(
      "no database",
    );
    expect(sent).toEqual([]);
  });
});

describe("a platform that is full", () => {
  test("blocks its quota group for as long as it says, and nothing is repeated here", async () => {
    const { request, sent, pacer } = createRoom([json({ error: "slow" }, 429, { ratelimit: '"w";r=0;t=7' })]);
    await expect(request(read)).rejects.toMatchObject({ code: "rate_limited", retryAfterMs: 7_000, status: 429 });
    expect(pacer.block).toHaveBeenCalledWith("read", 7_000);
    expect(sent).toHaveLength(1);
  });
  test("may say it with Retry-After", async () => {
    const { request } = createRoom([json({}, 429, { "retry-after": "3" })]);
    await expect(request(write)).rejects.toMatchObject({ retryAfterMs: 3_000 });
  });
  test.each([
    ["Retry-After", { "retry-after": "99999999999" }],
    ["its quota", { ratelimit: '"w";r=0;t=99999999999' }],
  ])("is asked again after a day where %s makes no sense", async (_name, headers) => {
    const { request, pacer } = createRoom([json({}, 429, headers)]);
    await expect(request(read)).rejects.toMatchObject({ retryAfterMs: 86_400_000 });
    expect(pacer.block).toHaveBeenCalledWith("read", 86_400_000);
  });
  test("and figures that cannot be are not learned as they are", async () => {
    const { request, pacer } = createRoom([
      json({ data: { id: "1" } }, 200, { "ratelimit-policy": '"w";q=1e12;w=60', ratelimit: '"w";r=-3;t=-1.5' }),
    ]);
    await request(read);
    expect(pacer.learn).toHaveBeenCalledWith({ group: "read", remaining: 0, resetsInMs: 0 });
  });
  test("may not say it at all", async () => {
    const { request } = createRoom([new Response("<h1>whoa there</h1>", { status: 429 })]);
    await expect(request(write)).rejects.toMatchObject({ code: "rate_limited", retryAfterMs: expect.any(Number) });
  });
  test("and goes on not saying it: the waits grow, and begin anew once it answered", async () => {
    const random = vi.spyOn(Math, "random").mockReturnValue(1);
    const silent = () => json({}, 429);
    const { request, clock } = createRoom([
      ...Array.from({ length: 7 }, silent),
      json({ data: { id: "1" } }),
      silent(),
    ]);
    const ask = () => request(write).catch((error: PlatformError) => error.retryAfterMs);
    // Of those that leave together one counts.
    const waits: unknown[] = await Promise.all([ask(), ask()]);
    for (let call = 0; call < 7; call++) {
      await clock.sleep(60_000);
      waits.push(await ask());
    }
    random.mockRestore();
    expect(waits).toEqual([5_000, 5_000, 10_000, 20_000, 40_000, 60_000, 60_000, { data: { id: "1" } }, 5_000]);
  });
});

describe.each([
  ["a 503", () => json({ error: {} }, 503)],
  ["a body that is cut", cut],
  ["an error inside a 200", () => json({ error: { code: 500, message: "Internal Server Error" } })],
  ["a page of HTML", () => new Response("<html>", { status: 200 })],
  [
    "a line that drops",
    () => new TypeError("fetch failed", { cause: Object.assign(new Error(), { code: "UND_ERR_SOCKET" }) }),
  ],
] as [string, () => Response | Error][])("%s", (_name, answer) => {
  test("is asked again when it was a question", async () => {
    const { request, sent } = createRoom([answer(), answer()]);
    expect(await request(read)).toEqual({ data: { id: "1" } });
    expect(sent).toHaveLength(3);
  });
  test("is given up after four questions", async () => {
    const { request, sent } = createRoom([answer(), answer(), answer(), answer(), answer()]);
    await expect(request(read)).rejects.toBeInstanceOf(PlatformError);
    expect(sent).toHaveLength(4);
  });
  test("leaves the outcome of a write unknown, and the write is not repeated", async () => {
    const { request, sent } = createRoom([answer()]);
    await expect(request(write)).rejects.toMatchObject({ code: "outcome_unknown" });
    expect(sent).toHaveLength(1);
  });
});

test("a write that never reached the platform surely did not land", async () => {
  const { request } = createRoom([
    new TypeError("fetch failed", { cause: Object.assign(new Error(), { code: "ECONNREFUSED" }) }),
  ]);
  await expect(request(write)).rejects.toMatchObject({ code: "unavailable" });
});

test("a refusal keeps its fields, in the words of the platform", async () => {
  const { request } = createRoom([
    json({ error: { code: 400, message: "Bad Request", fields: [{ field: "data.name", message: "Too long." }] } }, 400),
  ]);
  await expect(request(write)).rejects.toMatchObject({
    code: "rejected",
    fields: [{ path: "name", message: "Too long." }],
    sentence: "Reddit refused name: Too long.",
  });
});

test.each([404, 410])("%i says the object is gone, and is not asked again", async (status) => {
  const { request, sent } = createRoom([json({}, status)]);
  await expect(request(read)).rejects.toMatchObject({ code: "gone" });
  expect(sent).toHaveLength(1);
});

describe("a page link", () => {
  test("on the same host is followed as it is", async () => {
    const { request, sent } = createRoom([]);
    await request({ ...read, path: "https://api.example.com/api/v3/campaigns?page.token=abc%3D" });
    expect(sent[0]?.url).toBe("https://api.example.com/api/v3/campaigns?page.token=abc%3D");
  });
  test.each([
    "https://evil.example.com/api/v3/x",
    "http://api.example.com/api/v3/x",
    "https://api.example.com:8443/x",
    "https://api.example.com@evil.example.com/",
  ])("to %s is not followed, so our token stays here", async (path) => {
    const { request, sent } = createRoom([]);
    await expect(request({ ...read, path })).rejects.toMatchObject({ code: "contract_violation" });
    expect(sent).toEqual([]);
  });
  test("is not reached by a redirect either", async () => {
    const { request, sent } = createRoom([]);
    await request(read);
    expect(sent[0]?.init.redirect).toBe("error");
  });
});

describe("what is recorded of a call", () => {
  test("has no secret in it, wherever one was", async () => {
    const { request, calls } = createRoom([
      json({
        data: { id: "1", access_token: "s3cret-a", email: "ada@example.test", nested: [{ refresh_token: "s3cret-b" }] },
      }),
    ]);
    await request({ ...write, body: { data: { name: "A", client_secret: "s3cret-c", password: "s3cret-d" } } });
    const text = JSON.stringify(calls);
    expect(text).not.toContain("s3cret");
    expect(text).not.toContain("token-1");
    expect(text).not.toContain("ada@example.test");
    expect(calls[0]).toMatchObject({
      method: "POST",
      path: "/api/v3/ad_accounts/a/campaigns",
      status: 200,
      errorCode: null,
    });
  });
  test("does not repeat our own token when the platform does", async () => {
    const { request, calls } = createRoom([
      json({ error: { message: "token-1 is not known" } }, 403),
      new Response("proxy: Authorization: Bearer token-1", { status: 403 }),
    ]);
    const errors = await Promise.all(
      [request(write), request(write)].map((call) => call.catch((error: unknown) => error)),
    );
    expect(JSON.stringify(calls)).not.toContain("token-1");
    for (const error of errors) {
      expect(error).toMatchObject({ code: "rejected" });
      expect(String((error as PlatformError).sentence)).not.toContain("token-1");
      expect(String(error)).not.toContain("token-1");
    }
  });
  test("names every exchange, the refused ones too, and counts listings instead of keeping them", async () => {
    const { request, calls } = createRoom([refused(), json({ data: [{ id: "1" }, { id: "2" }] })]);
    await request({ ...read, schema: z.object({ data: z.array(z.object({ id: z.string() })) }) });
    expect(calls.map(({ status, errorCode, responseBody }) => ({ status, errorCode, responseBody }))).toEqual([
      { status: 401, errorCode: "auth_expired", responseBody: expect.anything() },
      { status: 200, errorCode: null, responseBody: { listed: 2 } },
    ]);
  });
  test("has no status when the line dropped", async () => {
    const { request, calls } = createRoom([new TypeError("fetch failed")]);
    await request(write).catch(() => undefined);
    expect(calls).toMatchObject([{ status: null, errorCode: "outcome_unknown" }]);
  });
});

test("what the headers say of the quota reaches the pacer", async () => {
  const { request, pacer } = createRoom([
    json({ data: { id: "1" } }, 200, { ratelimit: '"w";r=12;t=30', "ratelimit-policy": '"w";q=200;w=60' }),
  ]);
  await request(write);
  expect(pacer.learn).toHaveBeenCalledWith({ group: "write", remaining: 12, resetsInMs: 30_000, limit: 200 });
});

describe("the breaker", () => {
  const createSpy = (stopped: PlatformError | null = null) =>
    ({
      pass: vi.fn(() => (stopped ? Promise.reject(stopped) : Promise.resolve())),
      worked: vi.fn(),
      failed: vi.fn(() => Promise.resolve()),
      stoppedMs: vi.fn(() => 0),
      flush: () => Promise.resolve(),
    }) satisfies Breaker;
  const settle = (call: Promise<unknown>) => call.catch((error: unknown) => error);

  test.each([
    ["an answer", () => json({ data: { id: "1" } })],
    ["a refusal", () => json({ error: { message: "no" } }, 400)],
    ["slow down", () => json({}, 429, { "retry-after": "1" })],
    ["nothing there", () => json({}, 404)],
    ["an answer of an unknown form", () => json({ data: 1 })],
  ])("takes %s for a call that worked", async (_name, answer) => {
    const breaker = createSpy();
    await settle(createRoom([answer()], breaker).request(write));
    expect(breaker.worked).toHaveBeenCalledOnce();
    expect(breaker.failed).not.toHaveBeenCalled();
  });

  test("takes a refused token for a call that worked", async () => {
    const breaker = createSpy();
    await createRoom([refused()], breaker).request(write);
    expect(breaker.worked).toHaveBeenCalledTimes(2);
    expect(breaker.failed).not.toHaveBeenCalled();
  });

  test.each([
    ["a 5xx", () => json({}, 503)],
    ["no answer", () => new TypeError("fetch failed")],
    ["an answer that is cut off", cut],
    ["a call that takes too long", () => new DOMException("timed out", "TimeoutError")],
  ])("takes %s for a failure", async (_name, answer) => {
    const breaker = createSpy();
    await settle(createRoom([answer()], breaker).request(write));
    expect(breaker.failed).toHaveBeenCalledOnce();
    expect(breaker.worked).not.toHaveBeenCalled();
  });

  test("keeps a call in: nothing is announced, taken or sent", async () => {
    const stopped = new PlatformError("rate_limited", "open", { sentence: "Waiting.", retryAfterMs: 30_000 });
    const { request, sent, pacer } = createRoom([], createSpy(stopped));
    const beforeSend = vi.fn(() => Promise.resolve());
    await expect(request({ ...write, beforeSend })).rejects.toBe(stopped);
    await expect(request(read)).rejects.toBe(stopped);
    expect(sent).toEqual([]);
    expect(beforeSend).not.toHaveBeenCalled();
    expect(pacer.acquire).not.toHaveBeenCalled();
  });

  test("keeps a call in that waited for its permit while others failed", async () => {
    const breaker = createSpy();
    const { request, sent, pacer } = createRoom([], breaker);
    pacer.acquire.mockImplementation(() => {
      breaker.pass.mockRejectedValue(new PlatformError("rate_limited", "open", { sentence: "Waiting." }));
      return Promise.resolve();
    });
    await expect(request(write)).rejects.toMatchObject({ code: "rate_limited" });
    expect(sent).toEqual([]);
  });

  test("ends a read's own tries once calls are stopped, with the failure it met and how long it lasts", async () => {
    const breaker = createSpy();
    breaker.failed.mockResolvedValueOnce().mockImplementationOnce(() => {
      breaker.stoppedMs.mockReturnValue(30_000);
      return Promise.resolve();
    });
    const { request, sent } = createRoom(
      Array.from({ length: 4 }, () => json({}, 503)),
      breaker,
    );
    await expect(request(read)).rejects.toMatchObject({ code: "unavailable", retryAfterMs: 30_000 });
    expect(sent).toHaveLength(2);
  });
});
