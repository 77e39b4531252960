import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { EnvSchema } from "@/lib/env";
import { inProject } from "./lib/paths.mjs";

/** Set by the scripts themselves, by tests and by Node's own convention; nothing a person configures. */
const INTERNAL = new Set(["NODE_ENV", "LOCKSTEP_BENCH", "LOCKSTEP_EXECUTOR_RETRY_MS", "LOCKSTEP_EXECUTOR_LEASE_MS"]);

const example = readFileSync(inProject(".env.example"), "utf8");
const documented = [...example.matchAll(/^([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name ?? "");

it("documents every variable the application reads, and no other", () => {
  const read = Object.keys(EnvSchema.shape).filter((name) => !INTERNAL.has(name));
  expect([...documented].sort()).toEqual(read.sort());
});

it("documents each variable once", () => {
  expect(documented).toEqual([...new Set(documented)]);
});

it("shows the defaults the application has", () => {
  const required = {
    DATABASE_URL: "postgresql://x",
    AUTH_SECRET: "0123456789abcdef",
    LOCKSTEP_ENCRYPTION_KEYS: `k:${Buffer.alloc(32).toString("base64")}`,
  };
  const defaults: Record<string, unknown> = EnvSchema.parse(required);
  const shown = [...example.matchAll(/^([A-Z][A-Z0-9_]*)=(.+)$/gm)];
  expect(shown.length).toBeGreaterThan(5);
  for (const [, name = "", value] of shown) expect([name, String(defaults[name])]).toEqual([name, value]);
});
