import { createHash } from "node:crypto";
import { claimIdempotencyKey, releaseIdempotencyKey, saveIdempotentAnswer } from "../db/idempotency";
import type { Actor } from "../domain/actor";
import { AppError } from "../errors";
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
  const known = await claimIdempotencyKey({ ...claim, requestHash: hashOf(request, bytes) });
  if (known.outcome === "answered") return replay(known.status, known.body);
  if (known.outcome === "under_way") {
    throw new AppError("conflict", "A request with this Idempotency-Key is still being worked on.", {
      retryAfterMs: 1000,
    });
  }
  if (known.outcome === "other_request") {
    throw new AppError("invalid", "This Idempotency-Key was already used for another request.", {
      errors: [{ path: "Idempotency-Key", message: "Already used for another request." }],
    });
  }
  return carryOut(claim, request, () => answer(copyWith(request, bytes)));
}

async function carryOut(
  claim: { organizationId: string; key: string },
  request: Request,
  answer: () => Promise<Response>,
): Promise<Response> {
  const response = await answer().catch((error: unknown) =>
    problemResponse(toProblem(error, { method: request.method, path: new URL(request.url).pathname })),
  );
  if (response.status >= 500) {
    await releaseIdempotencyKey(claim);
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

function hashOf(request: Request, bytes: Uint8Array): string {
  const { pathname, search } = new URL(request.url);
  return createHash("sha256").update(`${request.method} ${pathname}${search}\n`).update(bytes).digest("base64url");
}
