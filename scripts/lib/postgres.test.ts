import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inProject } from "./paths.mjs";
import { freePorts } from "./ports.mjs";
import { startPostgres } from "./postgres.mjs";
import { isAlive } from "./processes.mjs";
import { makeTemporaryHome, removeTemporaryHome } from "./temporary-home.mjs";

let home = "";
let port = 0;
beforeEach(async () => {
  home = await makeTemporaryHome("test-postgres");
  [port = 0] = await freePorts(1);
});
afterEach(() => removeTemporaryHome(home));

const start = (options: { port?: number; password?: string } = {}) =>
  startPostgres({ home, port, password: "secret", throwaway: true, ...options });

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** Starts the server in a process of its own and kills that process without warning. */
async function startAndKill(): Promise<void> {
  const code = `
    const { startPostgres } = await import(${JSON.stringify(inProject("scripts", "lib", "postgres.mjs"))});
    await startPostgres(${JSON.stringify({ home, port, password: "secret", throwaway: true })});
    process.kill(process.pid, "SIGKILL");`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: "inherit" });
  const [, signal] = await once(child, "exit");
  expect(signal).toBe("SIGKILL");
}

describe("the embedded server", () => {
  it("keeps its data from one start to the next", async () => {
    const first = await start();
    await query(first.url, "create table kept as select 'über' as word");
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);
    const second = await start();
    expect(await query(second.url, "select word from kept")).toEqual([{ word: "über" }]);
    await second.stop();
  });

  it("is found again after its starter was killed", async () => {
    await startAndKill();
    const server = await start();
    expect(server.reused).toBe(true);
    expect(await query(server.url, "select 1 as one")).toEqual([{ one: 1 }]);
    await server.stop();
    expect(isAlive(server.pid)).toBe(false);
  });

  it("moves from its old port when another one is asked for", async () => {
    await startAndKill();
    const [other = 0] = await freePorts(1);
    const server = await start({ port: other });
    expect(server).toMatchObject({ reused: false, port: other });
    await server.stop();
  });

  it("starts over a pid file whose process is gone", async () => {
    await (await start()).stop();
    await writeFile(path.join(home, "postgres", "postmaster.pid"), `99999999\n${home}/postgres\n0\n${port}\n`);
    const server = await start();
    expect(server.reused).toBe(false);
    await server.stop();
  });

  it("starts over a pid file whose number a stranger now has", async () => {
    await (await start()).stop();
    await writeFile(path.join(home, "postgres", "postmaster.pid"), `${process.pid}\n${home}/postgres\n0\n1\n`);
    const server = await start();
    expect(server.reused).toBe(false);
    await server.stop();
  });

  it("names the variable when its port is taken", async () => {
    const taken = createServer().listen(port, "127.0.0.1");
    await once(taken, "listening");
    await expect(start()).rejects.toThrow("LOCKSTEP_DB_PORT");
    taken.close();
  });

  it("says what is wrong when the password is not the one it was made with", async () => {
    await (await start()).stop();
    await expect(start({ password: "other" })).rejects.toThrow("another password");
  });
});
