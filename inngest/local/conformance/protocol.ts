import assert from "node:assert/strict";
import { canonicalText } from "../canonical-json";
import { readSigningKey, signBody } from "../signing";
import type { ConformanceCase, World } from "./kit";

const SIX_MINUTES_MS = 6 * 60_000;

/** What the application and the server refuse. */
export const protocolCases: ConformanceCase[] = [
  {
    number: 36,
    signed: true,
    title: "unsigned, expired and wrongly signed calls get 401 and run nothing",
    define: ({ client, on, note }) => [client.createFunction(on("guarded"), ({ event }) => note(event, "ran"))],
    check: async (world) => {
      const key = readSigningKey(world.signingKey);
      const otherKey = readSigningKey("ff".repeat(32));
      const body = callBody(world);
      assert.equal(await call(world, "guarded", body, undefined), 401);
      assert.equal(await call(world, "guarded", body, signBody(key, body, Date.now() - SIX_MINUTES_MS)), 401);
      assert.equal(await call(world, "guarded", body, signBody(otherKey, body, Date.now())), 401);
      assert.equal(world.count("ran"), 0);
      assert.equal(await call(world, "guarded", body, signBody(key, body, Date.now())), 200);
      assert.equal(world.count("ran"), 1);
    },
  },
  {
    number: 37,
    title: "unknown functions and reserved event names are refused",
    define: () => [],
    check: async (world) => {
      const body = callBody(world);
      const signature = signBody(readSigningKey(world.signingKey), body, Date.now());
      assert.equal(await call(world, "nobody", body, signature), 500);
      for (const name of ["inngest/x", "Inngest/X", ""]) {
        const answer = await fetch(world.eventUrl, { method: "POST", body: JSON.stringify({ name, data: {} }) });
        assert.equal(answer.status, 400, `the name "${name}" was taken`);
      }
      const notData = await fetch(world.eventUrl, { method: "POST", body: JSON.stringify({ name: "x", data: 1 }) });
      assert.equal(notData.status, 400);
    },
  },
];

function callBody(world: World): string {
  const event = { name: world.eventName("guarded"), data: { key: world.key } };
  const ctx = { run_id: "01ARZ3NDEKTSV4RRFFQ69G5FAV", attempt: 0, stack: { stack: [], current: 0 } };
  return canonicalText({ version: 2, event, events: [event], steps: {}, ctx, use_api: false });
}

async function call(world: World, name: string, body: string, signature: string | undefined): Promise<number> {
  const answer = await fetch(`${world.appUrl}/api/inngest?fnId=${world.functionId(name)}&stepId=step`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(signature && { "x-inngest-signature": signature }) },
    body,
  });
  return answer.status;
}
