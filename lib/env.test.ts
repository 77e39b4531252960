import { describe, expect, it } from "vitest";
import { parseEnv } from "./env";

const required = {
  DATABASE_URL: "postgresql://localhost/lockstep",
  AUTH_SECRET: "0123456789abcdef",
  LOCKSTEP_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString("base64")}`,
};
const parse = (more: Record<string, string>) => parseEnv({ ...required, ...more });

describe("the environment", () => {
  it.each([
    ["LOG_LEVEL", "loud"],
    ["AUTH_URL", "hub.example"],
    ["AUTH_SECRET", "short"],
    ["LOCKSTEP_ENCRYPTION_KEYS", "k1:short"],
    ["LOCKSTEP_CORS_ORIGINS", "tools.example"],
    ["LOCKSTEP_CORS_ORIGINS", "https://tools.example,*"],
    ["LOCKSTEP_CORS_ORIGINS", "https://tools.example/app"],
    ["LOCKSTEP_CORS_ORIGINS", "https://someone:secret@tools.example"],
    ["LOCKSTEP_CORS_ORIGINS", "ftp://tools.example"],
    ["LOCKSTEP_SIMULATOR_STATE", "cloud"],
    ["LOCKSTEP_EXECUTOR_CONCURRENCY", "many"],
  ])("names %s when it is %j", (name, value) => {
    expect(() => parse({ [name]: value })).toThrow(new RegExp(`^  ${name}: `, "m"));
  });

  it("names every variable that is wrong, together", () => {
    const both = () => parse({ LOG_LEVEL: "loud", LOCKSTEP_CORS_ORIGINS: "nowhere, nobody" });
    expect(both).toThrow("LOG_LEVEL");
    expect(both).toThrow(`"nowhere"`);
    expect(both).toThrow(`"nobody"`);
  });

  it("reads origins as browsers write them", () => {
    const text = " https://Tools.example/ ,http://localhost:4000,, https://tools.example:443";
    expect(parse({ LOCKSTEP_CORS_ORIGINS: text }).LOCKSTEP_CORS_ORIGINS).toEqual([
      "https://tools.example",
      "http://localhost:4000",
      "https://tools.example",
    ]);
    expect(parse({ LOCKSTEP_CORS_ORIGINS: "" }).LOCKSTEP_CORS_ORIGINS).toEqual([]);
  });
});
