import { identify } from "@/lib/api/identify";
import { toProblem } from "@/lib/api/problem";
import { finishAuthorization } from "@/lib/connections/finish-authorization";
import { platformSlug } from "@/lib/connections/platform-app";
import { PLATFORMS } from "@/lib/domain/campaign";
import type { AuthorizationProblem } from "@/lib/domain/connection";
import { can } from "@/lib/domain/permissions";
import { AppError } from "@/lib/errors";

/**
 * Where a platform sends a person back to: a page's address and no part of the API. Whatever arrives here, it leads to a
 * page of ours that is named in this file, never to one that the request names.
 */
export async function GET(request: Request, { params }: { params: Promise<{ platform: string }> }): Promise<Response> {
  const { searchParams, pathname, search } = new URL(request.url);
  const slug = (await params).platform;
  const platform = PLATFORMS.find((name) => platformSlug(name) === slug);
  if (!platform) return leadTo("/connections");
  try {
    const { actor, by } = await identify(new Request(request.url, { headers: cookieOf(request) }));
    if (by !== "cookie" || !can(actor.role, "connections.write")) return leadTo(withProblem(null, "forbidden"));
    const { connectionId, problem } = await finishAuthorization({
      actor,
      platform,
      state: searchParams.get("state") ?? "",
      code: searchParams.get("code"),
      error: searchParams.get("error"),
    });
    return leadTo(problem ? withProblem(connectionId, problem) : `/connections/${connectionId}?connected=1`);
  } catch (error) {
    if (error instanceof AppError && error.code === "unauthenticated") {
      // Who signs in again within the life of the code still finishes.
      return leadTo(`/sign-in?from=${encodeURIComponent(pathname + search)}`);
    }
    toProblem(error, { method: "GET", path: pathname });
    return leadTo(withProblem(null, "failed"));
  }
}

/** A key may not finish what a browser began, so only the cookie is looked at. */
const cookieOf = (request: Request) => ({ cookie: request.headers.get("cookie") ?? "" });

const withProblem = (connectionId: string | null, problem: AuthorizationProblem) =>
  `/connections${connectionId ? `/${connectionId}` : ""}?problem=${problem}`;

const leadTo = (location: string): Response =>
  new Response(null, {
    status: 303,
    // The code in this address must neither be kept nor told to the next page.
    headers: { location, "cache-control": "no-store", "referrer-policy": "no-referrer" },
  });
