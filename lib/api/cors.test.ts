import { afterEach, describe, expect, it, vi } from "vitest";

/** The environment is read once, so each case loads the code anew. */
async function load(origins: string) {
  vi.stubEnv("LOCKSTEP_CORS_ORIGINS", origins);
  vi.resetModules();
  return import("./cors");
}
afterEach(() => void vi.unstubAllEnvs());

const from = (origin?: string) =>
  new Request("http://localhost:3000/api/v1/campaign-sets", { headers: origin ? { origin } : {} });

describe("another origin", () => {
  it("that is listed may read answers and is told which headers it may send, but never with cookies", async () => {
    const { addCors, preflight } = await load("https://tool.example, https://other.example");
    const answer = addCors(from("https://tool.example"), new Response("{}"));
    expect(answer.headers.get("access-control-allow-origin")).toBe("https://tool.example");
    expect(answer.headers.get("vary")).toBe("Origin");
    const asked = preflight(from("https://other.example"));
    expect(asked.status).toBe(204);
    expect(asked.headers.get("access-control-allow-headers")).toContain("authorization");
    expect(asked.headers.get("access-control-allow-methods")).toContain("PATCH");
    for (const { headers } of [answer, asked]) expect(headers.has("access-control-allow-credentials")).toBe(false);
  });

  it.each(["https://evil.example", "https://tool.example.evil.example", "http://tool.example", "null", undefined])(
    "that is not listed is told nothing: %s",
    async (origin) => {
      const { addCors, preflight } = await load("https://tool.example");
      for (const response of [addCors(from(origin), new Response("{}")), preflight(from(origin))]) {
        expect(response.headers.has("access-control-allow-origin")).toBe(false);
        expect(response.headers.get("vary")).toBe("Origin");
      }
    },
  );

  it("is told nothing where no origin is listed", async () => {
    const { preflight } = await load("");
    expect([...preflight(from("https://tool.example")).headers]).toEqual([]);
  });
});
