import { UnrecognizedActionError } from "next/dist/client/components/unrecognized-action-error";
import { redirect } from "next/navigation";
import { afterEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { type ActionResult, ApiProblem, callAction, fetchJson, unwrap } from "./browser";
import { problemResponse } from "./problem";

const Schema = z.object({ name: z.string() });
const answerWith = (response: Response | Error) =>
  vi.stubGlobal("fetch", () => (response instanceof Error ? Promise.reject(response) : Promise.resolve(response)));
afterEach(() => void vi.unstubAllGlobals());

const problemOf = async (work: Promise<unknown>): Promise<ApiProblem> => {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (error instanceof ApiProblem) return error;
  throw new Error("it did not fail with a problem");
};

describe("a read", () => {
  it("gives what the schema names", async () => {
    answerWith(Response.json({ name: "Summer", secret: 1 }));
    expect(await fetchJson("/api/x", Schema)).toEqual({ name: "Summer" });
  });

  it("fails with the server's code, words and fields", async () => {
    const errors = [{ path: "name", message: "Too short." }];
    answerWith(
      problemResponse({ status: 422, code: "invalid", detail: "name: Too short.", errors, retryAfterMs: 2000 }),
    );
    const problem = await problemOf(fetchJson("/api/x", Schema));
    expect(problem).toMatchObject({
      code: "invalid",
      message: "name: Too short.",
      errors,
      status: 422,
      retryAfterMs: 2000,
    });
  });

  it.each([
    ["nobody answers", new TypeError("fetch failed"), "unreachable", 503],
    ["a proxy answers with a page", new Response("<html>", { status: 502 }), "unavailable", 502],
    ["the answer is not JSON", new Response("<html>"), "unexpected_answer", 200],
    ["the answer has another form", Response.json({ title: "Summer" }), "unexpected_answer", 200],
  ])("says so when %s", async (_, response, code, status) => {
    answerWith(response);
    expect(await problemOf(fetchJson("/api/x", Schema))).toMatchObject({ code, status });
  });

  it("that is called off fails as such, not as a lost connection", async () => {
    const controller = new AbortController();
    controller.abort();
    answerWith(new DOMException("called off", "AbortError"));
    await expect(fetchJson("/api/x", Schema, { signal: controller.signal })).rejects.toThrow("called off");
  });
});

describe("an action's result", () => {
  it("is its data, or a problem", () => {
    expect(unwrap({ ok: true, data: 5 })).toBe(5);
    const error = { code: "stale_version", message: "Changed meanwhile.", errors: [] };
    expect(() => unwrap({ ok: false, error })).toThrow(ApiProblem);
  });
});

describe("an action that is called", () => {
  const failing = (error: unknown) => () => Promise.reject(error);
  const refusal = { code: "stale_version", message: "Changed meanwhile.", errors: [] };

  it("is handed its input, and gives its data or its refusal", async () => {
    const double = async (count: number): Promise<ActionResult<number>> => ({ ok: true, data: count * 2 });
    expect(await callAction(double, 4)).toBe(8);
    expect(await problemOf(callAction(async () => ({ ok: false, error: refusal }), null))).toMatchObject(refusal);
  });

  it.each(["Failed to fetch", "An unexpected response was received from the server.", "Connection closed."])(
    "says what to do instead of %j",
    async (message) => {
      const cause = new Error(message);
      expect(await problemOf(callAction(failing(cause), null))).toMatchObject({
        code: "unreachable",
        message: "No answer came, so it may not be saved. Check your connection and try again.",
        status: 503,
        cause,
      });
    },
  );

  it("has the page loaded again where the server no longer knows it", async () => {
    const cause = new UnrecognizedActionError('Server Action "7f" was not found on the server.');
    expect(await problemOf(callAction(failing(cause), null))).toMatchObject({
      code: "outdated",
      message: "Lockstep was updated meanwhile. Reload the page, then try again.",
      cause,
    });
  });

  it("may lead elsewhere, which is no failure", async () => {
    const leave = async (): Promise<ActionResult<null>> => redirect("/sign-in");
    await expect(callAction(leave, null)).rejects.toMatchObject({ digest: expect.stringContaining("/sign-in") });
  });
});
