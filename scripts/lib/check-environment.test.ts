import { existsSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { freePorts } from "./ports.mjs";
import { readSettings } from "./settings.mjs";
import { startSupervised } from "./supervisor.mjs";
import { makeTemporaryHome, removeTemporaryHome } from "./temporary-home.mjs";

let home: string;
beforeEach(async () => {
  home = await makeTemporaryHome("environment");
});
afterEach(() => removeTemporaryHome(home));

it.each([
  ["LOG_LEVEL", "loud"],
  ["AUTH_URL", "hub.example"],
  ["LOCKSTEP_CORS_ORIGINS", "tools.example"],
  ["LOCKSTEP_EXECUTOR_CONCURRENCY", "many"],
])("a start with a bad %s names it, and starts nothing", async (name, value) => {
  const [port, databasePort, simulatorPort, enginePort] = await freePorts(4);
  const source: NodeJS.ProcessEnv = {
    NODE_ENV: "test",
    PATH: process.env.PATH,
    LOCKSTEP_HOME: home,
    PORT: String(port),
    LOCKSTEP_DB_PORT: String(databasePort),
    LOCKSTEP_SIMULATOR_PORT: String(simulatorPort),
    LOCKSTEP_ENGINE_PORT: String(enginePort),
    [name]: value,
  };
  const lines: string[] = [];
  const starting = startSupervised({
    settings: readSettings(source),
    source,
    build: false,
    print: (line) => void lines.push(line),
  });
  await expect(starting).rejects.toThrow(`  ${name}: `);
  expect(lines).toEqual([]);
  expect(existsSync(path.join(home, "logs"))).toBe(false);
});
