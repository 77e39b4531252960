import type { Clock } from "../clock";
import type { Book } from "./drill-book";

const TOKEN_PATH = "/access_token";
/** A token is renewed this long before its end at the earliest, with room for a clock that is off. */
const NEAR_THE_END_MS = 15 * 60_000;
/** Nobody has to wait longer for a worker that renews: after this its lease has passed. */
const LEASE_MS = 45_000;

/**
 * Watches how the sign-in is renewed: by one worker at a time, and only when the token that was handed out is refused or
 * near its end. A worker that dies may take what it was handed with it; then the next one may ask again.
 */
export function createTokenWatch(clock: Clock, book: Book) {
  const refused = new Set<string>();
  let handed: { token: string; endsAt: number } | null = null;
  let asking: { at: number } | null = null;
  let isAtRisk = false;
  const now = () => clock.now().getTime();

  async function renewal(send: () => Promise<Response>): Promise<Response> {
    if (asking && now() - asking.at < LEASE_MS) book.blame("two workers renewed the sign-in at once");
    if (handed && !refused.has(handed.token) && handed.endsAt - NEAR_THE_END_MS > now()) {
      book.blame("the sign-in was renewed while its token was good");
    }
    const mine = { at: now() };
    asking = mine;
    try {
      const answer = await send();
      const body: unknown = answer.ok
        ? await answer
            .clone()
            .json()
            .catch(() => null)
        : null;
      const { access_token: token, expires_in: seconds } = (body ?? {}) as {
        access_token?: string;
        expires_in?: number;
      };
      if (token && seconds) handed = { token, endsAt: now() + seconds * 1000 };
      return answer;
    } finally {
      if (asking === mine) asking = null;
    }
  }

  return {
    watch(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
      return async (input, init) => {
        const { pathname } = new URL(input instanceof Request ? input.url : input);
        if (pathname.endsWith(TOKEN_PATH)) return renewal(() => fetch(input, init));
        const answer = await fetch(input, init);
        const bearer = new Headers(init?.headers).get("authorization")?.replace(/^Bearer /, "");
        if (answer.status === 401 && bearer) refused.add(bearer);
        return answer;
      };
    },
    /** The platform will refuse a call more than once: then only a person can sign in again. */
    risk(): void {
      isAtRisk = true;
    },
    mayBeLost: () => isAtRisk,
    /** What was handed out may be lost: a worker died, or could not save it. */
    forget(): void {
      handed = null;
      asking = null;
    },
  };
}

export type TokenWatch = ReturnType<typeof createTokenWatch>;
