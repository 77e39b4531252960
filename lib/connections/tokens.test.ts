import { describe, expect, test, vi } from "vitest";
import type { CredentialStore, Credentials } from "../domain/credentials";
import { PlatformError } from "../errors";
import type { RefreshedTokens } from "../platforms/types";
import { createFakeClock } from "../testing/fake-clock";
import { createTokens } from "./tokens";

const clock = () => createFakeClock({ auto: true });
const inMinutes = (now: Date, minutes: number) => new Date(now.getTime() + minutes * 60_000).toISOString();

/** What several workers of one connection share: the stored tokens, the lease, and the platform that exchanges them. */
function createRoom(stored: Partial<Credentials> = {}) {
  const time = clock();
  let credentials: Credentials = {
    clientId: "app",
    clientSecret: "secret",
    refreshToken: "refresh-1",
    accessToken: null,
    expiresAt: null,
    ...stored,
  };
  let leaseUntil = 0;
  let exchanges = 0;
  const store = {
    read: () => Promise.resolve({ ...credentials }),
    takeLease: (ms: number) => {
      if (leaseUntil > time.now().getTime()) return Promise.resolve(null);
      leaseUntil = time.now().getTime() + ms;
      return Promise.resolve(String(leaseUntil));
    },
    releaseLease: (lease: string) => {
      if (lease === String(leaseUntil)) leaseUntil = 0;
      return Promise.resolve();
    },
    save: (next: Credentials, exchanged: Credentials) => {
      if (credentials.refreshToken !== exchanged.refreshToken) return Promise.resolve(false);
      credentials = next;
      return Promise.resolve(true);
    },
    markRefused: vi.fn((_reason: string, refused: Credentials) =>
      Promise.resolve(credentials.refreshToken === refused.refreshToken),
    ),
  } satisfies CredentialStore;
  const exchange = vi.fn(async (given: Credentials): Promise<RefreshedTokens> => {
    if (given.refreshToken !== credentials.refreshToken) throw new Error("an old refresh token was used");
    exchanges += 1;
    const number = exchanges;
    await Promise.resolve();
    return { accessToken: `access-${number}`, refreshToken: `refresh-${number + 1}`, expiresInSeconds: 3_600 };
  });
  const worker = () => createTokens({ store, clock: time, exchange });
  return { time, store, exchange, worker, stored: () => credentials };
}

test("the first call exchanges the refresh token, and keeps the one it got for it", async () => {
  const { worker, exchange, stored } = createRoom();
  const tokens = worker();
  expect(await Promise.all([tokens.current(), tokens.current(), tokens.current()])).toEqual(Array(3).fill("access-1"));
  expect(exchange).toHaveBeenCalledOnce();
  expect(stored()).toMatchObject({ accessToken: "access-1", refreshToken: "refresh-2" });
});

test("a stored token is used while it lives, and renewed a little before it dies", async () => {
  const { worker, time, exchange, stored } = createRoom();
  const tokens = worker();
  await tokens.current();
  expect(await worker().current()).toBe("access-1");
  await time.sleep(3_600_000 - 119_000);
  expect(stored().expiresAt && Date.parse(stored().expiresAt ?? "") > time.now().getTime()).toBe(true);
  expect(await tokens.current()).toBe("access-2");
  expect(exchange).toHaveBeenCalledTimes(2);
});

test("a token that does not say when it dies is used until it is refused", async () => {
  const { worker, exchange } = createRoom({ accessToken: "old", expiresAt: null });
  expect(await worker().current()).toBe("old");
  expect(exchange).not.toHaveBeenCalled();
});

describe("a refused token", () => {
  test("is exchanged once for all calls of a worker that hold it", async () => {
    const { worker, exchange } = createRoom({ accessToken: "old" });
    const tokens = worker();
    const held = await tokens.current();
    expect(await Promise.all([1, 2, 3, 4].map(() => tokens.refresh(held)))).toEqual(Array(4).fill("access-1"));
    expect(exchange).toHaveBeenCalledOnce();
  });

  test("is exchanged once for all workers", async () => {
    const { worker, exchange } = createRoom({ accessToken: "old" });
    const workers = [worker(), worker(), worker()];
    await Promise.all(workers.map((tokens) => tokens.current()));
    const renewed = await Promise.all(workers.map((tokens) => tokens.refresh("old")));
    expect(renewed).toEqual(Array(3).fill("access-1"));
    expect(exchange).toHaveBeenCalledOnce();
  });

  test("is not exchanged again by a worker that comes late", async () => {
    const { worker, exchange } = createRoom({ accessToken: "old" });
    const [first, late] = [worker(), worker()];
    await late.current();
    await first.refresh("old");
    expect(await late.refresh("old")).toBe("access-1");
    expect(exchange).toHaveBeenCalledOnce();
  });

  test("is never handed out again", async () => {
    const { worker } = createRoom({ accessToken: "old" });
    const tokens = worker();
    const first = await tokens.refresh("old");
    expect(await tokens.refresh(first)).toBe("access-2");
    expect(await tokens.current()).toBe("access-2");
  });
});

test("an exchange that fails leaves the lease free, so that the next try need not wait", async () => {
  const { worker, exchange, time, store } = createRoom({ accessToken: "old" });
  exchange.mockRejectedValueOnce(new PlatformError("unavailable", "down", { sentence: "Down." }));
  const startedAt = time.now().getTime();
  await expect(worker().refresh("old")).rejects.toMatchObject({ code: "unavailable" });
  expect(await worker().refresh("old")).toBe("access-1");
  expect(time.now().getTime() - startedAt).toBeLessThan(1_000);
  expect(store.markRefused).not.toHaveBeenCalled();
});

test("a refresh token that is refused marks the connection and stays stored", async () => {
  const { worker, exchange, store, stored } = createRoom({ accessToken: "old" });
  exchange.mockRejectedValueOnce(new PlatformError("auth_expired", "no", { sentence: "Reconnect Reddit." }));
  await expect(worker().refresh("old")).rejects.toMatchObject({ code: "auth_expired" });
  expect(store.markRefused).toHaveBeenCalledWith(
    "Reconnect Reddit.",
    expect.objectContaining({ refreshToken: "refresh-1" }),
  );
  expect(stored().refreshToken).toBe("refresh-1");
});

test("a worker that died with the lease holds the others up only until it passes", async () => {
  const { worker, store, time } = createRoom({ accessToken: "old", expiresAt: inMinutes(new Date(0), 0) });
  await store.takeLease(45_000);
  const startedAt = time.now().getTime();
  expect(await worker().current()).toBe("access-1");
  expect(time.now().getTime() - startedAt).toBeGreaterThanOrEqual(45_000);
  expect(time.now().getTime() - startedAt).toBeLessThan(46_000);
});

describe("a worker that sleeps through its lease", () => {
  const asleep = () => {
    const room = createRoom({ accessToken: "old" });
    const { exchange, time, worker } = room;
    const answer = exchange.getMockImplementation() as typeof exchange;
    /** The first exchange takes longer than the lease; another worker's, meanwhile, does not. */
    const sleeping = async (outcome: (given: Credentials) => Promise<RefreshedTokens>) => {
      let other: unknown;
      exchange.mockImplementationOnce(async (given) => {
        await time.sleep(50_000);
        other = await worker().refresh("old");
        return outcome(given);
      });
      exchange.mockImplementation(answer);
      const renewed = await worker().refresh("old");
      return { renewed, other };
    };
    return { ...room, sleeping };
  };

  test("uses what the other saved when its own token is refused, and the connection stays", async () => {
    const { sleeping, store, stored } = asleep();
    const refused = new PlatformError("auth_expired", "no", { sentence: "Reconnect Reddit." });
    const { renewed, other } = await sleeping(() => Promise.reject(refused));
    expect(other).toBe("access-1");
    expect(renewed).toBe("access-1");
    expect(await store.markRefused.mock.results[0]?.value).toBe(false);
    expect(stored().refreshToken).toBe("refresh-2");
  });

  test("does not put its late answer over what the other saved", async () => {
    const { sleeping, stored } = asleep();
    const late = { accessToken: "late", refreshToken: "late", expiresInSeconds: 3_600 };
    const { renewed } = await sleeping(() => Promise.resolve(late));
    expect(renewed).toBe("access-1");
    expect(stored()).toMatchObject({ accessToken: "access-1", refreshToken: "refresh-2" });
  });
});
