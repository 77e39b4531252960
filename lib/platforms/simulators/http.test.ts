import { afterEach, beforeEach, expect, it } from "vitest";
import { createRedditHost, driveReddit, type RedditDriver } from "../reddit/simulator-driver";
import type { SimulatorHost } from "./host";

let host: SimulatorHost;
let reddit: RedditDriver;
let port: number;

beforeEach(async () => {
  host = createRedditHost();
  port = await host.listen(0);
  reddit = await driveReddit({ fetch }, { baseUrl: `http://127.0.0.1:${port}/reddit` });
});

afterEach(() => host.close());

const create = () => reddit.call("POST", `${reddit.accountPath}/campaigns`, reddit.campaign());
const there = () => host.platform("reddit").platform.control.list("campaign", new URLSearchParams()).length;

it("answers by either loopback name, with page links that lead back the same way", async () => {
  await create();
  await create();
  const byName = await driveReddit({ fetch }, { baseUrl: `http://localhost:${port}/reddit` });
  const { body } = await byName.call("GET", `${byName.accountPath}/campaigns?page.size=1`);
  const { next_url } = body.pagination as { next_url: string };
  expect(next_url.startsWith(`http://localhost:${port}/reddit/api/v3/`)).toBe(true);
  expect((await byName.call("GET", next_url)).status).toBe(200);
});

it("drops the line before, after, and in the middle of an answer", async () => {
  host.setFaults("reddit", [
    { kind: "drop_before", times: 1, match: { method: "POST" } },
    { kind: "drop_after", times: 1, match: { method: "POST" } },
    { kind: "cut_body", times: 1, match: { method: "POST" } },
  ]);
  await expect(create()).rejects.toThrow("fetch failed");
  expect(there()).toBe(0);
  await expect(create()).rejects.toThrow("fetch failed");
  expect(there()).toBe(1);
  await expect(create()).rejects.toThrow("terminated");
  expect(there()).toBe(2);
  expect((await create()).status).toBe(201);
});

it("stops waiting when the caller of a slow answer hangs up", async () => {
  host.setFaults("reddit", [{ kind: "latency", delayMs: 60_000, times: 1 }]);
  const slow = fetch(`http://127.0.0.1:${port}/reddit/api/v3/me`, { signal: AbortSignal.timeout(50) });
  await expect(slow).rejects.toThrow();
  // The server goes on answering others, and closes without waiting for the minute.
  expect((await create()).status).toBe(201);
});

it("sends an answer without a body as one", async () => {
  expect((await reddit.tokenCall("revoke_token", { token: "unknown" })).status).toBe(204);
});
