import path from "node:path";
import { describe, expect, it } from "vitest";
import { childEnvironment } from "./child-environment.mjs";
import { projectRoot } from "./paths.mjs";
import { readSettings } from "./settings.mjs";

describe("settings", () => {
  it("has the documented defaults", () => {
    expect(readSettings({})).toEqual({
      home: path.join(projectRoot, ".lockstep"),
      port: 3000,
      databasePort: 54329,
      simulatorPort: 4010,
      enginePort: 8288,
      databaseUrl: undefined,
      simulators: true,
      engine: "local",
    });
  });

  it("hands the functions to Inngest as soon as it is configured, unless told otherwise", () => {
    expect(readSettings({ INNGEST_BASE_URL: "http://inngest:8288" }).engine).toBe("inngest");
    expect(readSettings({ INNGEST_EVENT_KEY: "k" }).engine).toBe("inngest");
    expect(readSettings({ INNGEST_EVENT_KEY: "k", LOCKSTEP_ENGINE: "local" }).engine).toBe("local");
    expect(readSettings({ INNGEST_EVENT_KEY: "" }).engine).toBe("local");
  });

  it.each([
    ["PORT", "http"],
    ["LOCKSTEP_DB_PORT", "0"],
    ["LOCKSTEP_ENGINE_PORT", "70000"],
    ["LOCKSTEP_SIMULATORS", "yes"],
    ["LOCKSTEP_ENGINE", "cloud"],
    ["DATABASE_URL", "mysql://localhost"],
  ])("names %s when its value is no good", (name, value) => {
    expect(() => readSettings({ [name]: value })).toThrow(name);
  });
});

describe("the environment of a part", () => {
  const secrets = {
    AUTH_SECRET: "generated-secret",
    LOCKSTEP_ENCRYPTION_KEYS: "k1:generated",
    INNGEST_SIGNING_KEY: "signkey-local-00",
    INNGEST_EVENT_KEY: "generated-event-key",
    databasePassword: "p",
  };
  const build = (source: Record<string, string>) =>
    childEnvironment({ settings: readSettings(source), secrets, databaseUrl: "postgresql://here", source });

  it("carries what the machine needs and what Lockstep reads, and nothing else", () => {
    const env = build({
      PATH: "/bin",
      REDDIT_CLIENT_ID: "r",
      LOG_LEVEL: "warn",
      npm_config_user_agent: "npm",
      EDITOR: "vi",
    });
    expect(env).toMatchObject({ PATH: "/bin", REDDIT_CLIENT_ID: "r", LOG_LEVEL: "warn", NODE_ENV: "production" });
    expect(env).not.toHaveProperty("EDITOR");
    expect(env).not.toHaveProperty("npm_config_user_agent");
  });

  it("points the application at the local executor with generated keys", () => {
    expect(build({ LOCKSTEP_ENGINE_PORT: "9000" })).toMatchObject({
      LOCKSTEP_ENGINE: "local",
      INNGEST_BASE_URL: "http://127.0.0.1:9000",
      INNGEST_SIGNING_KEY: "signkey-local-00",
      INNGEST_EVENT_KEY: "generated-event-key",
    });
  });

  it("never runs the local executor in development mode, which accepts unsigned calls", () => {
    expect(build({ LOCKSTEP_ENGINE: "local", INNGEST_DEV: "1" }).INNGEST_DEV).toBeUndefined();
  });

  it("leaves a configured Inngest alone", () => {
    const env = build({ INNGEST_BASE_URL: "http://inngest:8288", INNGEST_SIGNING_KEY: "signkey-prod-1" });
    expect(env).toMatchObject({ LOCKSTEP_ENGINE: "inngest", INNGEST_BASE_URL: "http://inngest:8288" });
    expect(env.INNGEST_SIGNING_KEY).toBe("signkey-prod-1");
    expect(env).not.toHaveProperty("INNGEST_EVENT_KEY");
  });

  it("prefers given secrets to generated ones, and an empty value to neither", () => {
    expect(build({ AUTH_SECRET: "given" }).AUTH_SECRET).toBe("given");
    expect(build({ AUTH_SECRET: "" }).AUTH_SECRET).toBe("generated-secret");
    expect(build({ PORT: "3100" }).AUTH_URL).toBe("http://localhost:3100");
    expect(build({ AUTH_URL: "https://hub.example" }).AUTH_URL).toBe("https://hub.example");
  });
});
