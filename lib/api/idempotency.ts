import { createHash } from "node:crypto";
import { type Claim, workUnder } from "../db/claim-at-work";
import { claimIdempotencyKey, releaseIdempotencyKey, saveIdempotentAnswer } from "../db/idempotency";
import type { Actor } from "../domain/actor";
import { stableJson } from "../domain/canonical";
import { AppError, PlatformError } from "../errors";
import { readBytes } from "./body";
import { problemResponse, toProblem } from "./problem";

const HEADER = "idempotency-key";
const LONGEST_KEY = 255;

type Answer = (request: Request) => Promise<Response>;

/**
 * Carries a write out once for each Idempotency-Key. The same request with the same key gets the first answer again, a
 * refusal included; another request with it is refused. An answer of 500 and above is no decision and is not kept.
 */
export async function answerOnce(request: Request, actor: Actor, answer: Answer): Promise<Response> {
  const key = request.headers.get(HEADER);
  if (key === null) return answer(request);
  if (key.length < 1 || key.length > LONGEST_KEY) {
    throw new AppError("invalid", `The Idempotency-Key must have 1 to ${LONGEST_KEY} characters.`, {
      errors: [{ path: "Idempotency-Key", message: `Must have 1 to ${LONGEST_KEY} characters.` }],
    });
  }
  const bytes = await readBytes(request);
  const claim = { organizationId: actor.organizationId, key };
  const { pathname, search } = new URL(request.url);
  const known = await answerBefore(claim, `${request.method} ${pathname}${search}\n`, bytes);
  if (known) return replay(known.status, known.body);
  return carryOut(claim, request, () => answer(copyWith(request, bytes)));
}

/**
 * The same for what a screen makes: a person who saves again, because no answer came, gets what was made the first time.
 * `attempt` stays the same for as long as the same thing is tried.
 */
export async function makeOnce<Made extends object>(
  { actor, attempt, input }: { actor: Actor; attempt: string; input: unknown },
  make: () => Promise<Made>,
): Promise<Made> {
  const claim = { organizationId: actor.organizationId, key: `screen:${attempt}` };
  const known = await answerBefore(claim, "screen\n", Buffer.from(stableJson(input)));
  if (known) return known.body as Made;
  const made = await workUnder(claim, make).catch(async (error: unknown) => {
    await releaseIdempotencyKey(claim, { unlessCarriedOut: !isDecision(error) });
    throw error;
  });
  await saveIdempotentAnswer(claim, 201, made);
  return made;
}

/** Our own refusals, and a platform's; anything else may have broken off half-way. */
const isDecision = (error: unknown): boolean => error instanceof AppError || error instanceof PlatformError;

/** What was answered under this key, or null where the key is now ours to answer. */
async function answerBefore(
  claim: Claim,
  what: string,
  bytes: Uint8Array,
): Promise<{ status: number; body: unknown } | null> {
  const requestHash = createHash("sha256").update(what).update(bytes).digest("base64url");
  const known = await claimIdempotencyKey({ ...claim, requestHash });
  if (known.outcome === "claimed") return null;
  if (known.outcome === "answered") return known;
  if (known.outcome === "under_way") {
    throw new AppError("conflict", "The same was sent before and is still being worked on. Try again in a moment.", {
      retryAfterMs: 1000,
    });
  }
  if (known.outcome === "lost") {
    throw new AppError(
      "conflict",
      "This was carried out before, but the answer was lost. Look for what it made before you send it anew.",
    );
  }
  throw new AppError("invalid", "This Idempotency-Key was already used for another request.", {
    errors: [{ path: "Idempotency-Key", message: "Already used for another request." }],
  });
}

async function carryOut(claim: Claim, request: Request, answer: () => Promise<Response>): Promise<Response> {
  const response = await workUnder(claim, answer).catch((error: unknown) =>
    problemResponse(toProblem(error, { method: request.method, path: new URL(request.url).pathname })),
  );
  if (response.status >= 500) {
    await releaseIdempotencyKey(claim, { unlessCarriedOut: response.status === 500 });
    return response;
  }
  const text = await response.clone().text();
  await saveIdempotentAnswer(claim, response.status, text === "" ? null : JSON.parse(text));
  return response;
}

function replay(status: number, body: unknown): Response {
  const headers = {
    "content-type": status < 400 ? "application/json" : "application/problem+json",
    "cache-control": "no-store",
    "idempotency-replayed": "true",
  };
  return new Response(body === null ? null : JSON.stringify(body), { status, headers });
}

/** The request's bytes were read for the digest, so whoever reads it next gets them again. */
function copyWith(request: Request, bytes: Uint8Array): Request {
  const { method, headers, signal } = request;
  return new Request(request.url, { method, headers, signal, body: bytes.length > 0 ? new Uint8Array(bytes) : null });
}
