import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it, vi } from "vitest";
import { callHandler, loadHandlers, routeFiles } from "../testing/api-routes";
import { sql, testDatabaseUrl } from "../testing/db";

let executor: Server | undefined;
afterEach(() => {
  executor?.close();
  vi.unstubAllEnvs();
});

async function startExecutor(status: number): Promise<string> {
  const server = createServer((request, response) => {
    response.writeHead(request.url === "/health" ? status : 404).end();
  });
  executor = server;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Asks as a process would that was started with this environment. */
async function ask(path: "/api/ready" | "/api/health", env: Record<string, string>) {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  vi.resetModules();
  const holder = globalThis as { lockstepDatabase?: unknown };
  holder.lockstepDatabase = undefined;
  const handlers = await loadHandlers(routeFiles().filter((file) => file.path === path));
  const handler = handlers.get(`GET ${path}`);
  if (!handler) throw new Error(`${path} has no handler`);
  const response = await callHandler(handler, `GET ${path}`);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

it("is ready when database, migrations and executor are there", async () => {
  const url = await startExecutor(200);
  expect(await ask("/api/ready", { INNGEST_BASE_URL: url })).toEqual({
    status: 200,
    body: { ready: true, parts: { database: "ok", migrations: "ok", executor: "ok" } },
  });
});

it("names an executor that is away, or not well", async () => {
  expect(await ask("/api/ready", { INNGEST_BASE_URL: "http://127.0.0.1:1" })).toMatchObject({
    status: 503,
    body: { ready: false, parts: { database: "ok", executor: "cannot be reached" } },
  });
  const url = await startExecutor(500);
  expect(await ask("/api/ready", { INNGEST_BASE_URL: url })).toMatchObject({
    status: 503,
    body: { parts: { executor: "answers 500" } },
  });
});

it("does not ask for an executor where Inngest runs the functions", async () => {
  const { status, body } = await ask("/api/ready", { LOCKSTEP_ENGINE: "inngest" });
  expect(status).toBe(200);
  expect(body.parts).not.toHaveProperty("executor");
});

it("names migrations that are not applied", async () => {
  const url = await startExecutor(200);
  const [newest] = await sql<{ migration_name: string }>(
    `update "_prisma_migrations" set "finished_at" = null
     where "migration_name" = (select max("migration_name") from "_prisma_migrations") returning "migration_name"`,
  );
  const answer = await ask("/api/ready", { INNGEST_BASE_URL: url });
  await sql(`update "_prisma_migrations" set "finished_at" = now() where "migration_name" = $1`, [
    newest?.migration_name,
  ]);
  expect(answer).toMatchObject({ status: 503, body: { parts: { database: "ok", migrations: "not applied" } } });
});

it("names a database that is away, while the process itself still answers", async () => {
  const url = await startExecutor(200);
  const away = new URL(testDatabaseUrl());
  away.port = "1";
  const env = { DATABASE_URL: away.toString(), INNGEST_BASE_URL: url };
  expect(await ask("/api/ready", env)).toMatchObject({
    status: 503,
    body: { ready: false, parts: { database: "cannot be reached", executor: "ok" } },
  });
  expect(await ask("/api/health", env)).toEqual({ status: 200, body: { status: "ok" } });
});
