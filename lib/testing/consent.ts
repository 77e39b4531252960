import type { SimulatorHost } from "../platforms/simulators/host";

/**
 * What a person does on the simulated consent page: picks who they are there and presses a button. Answers where the
 * platform sends them back to.
 */
export async function decideAt(
  host: Pick<SimulatorHost, "fetch">,
  authorizeUrl: string,
  { member, decision = "allow" }: { member: string; decision?: "allow" | "decline" },
): Promise<{ state: string; code: string | null; error: string | null; url: string }> {
  const address = new URL(authorizeUrl);
  const form = new URLSearchParams(address.searchParams);
  form.set("member", member);
  form.set("decision", decision);
  const headers = { "user-agent": "node:lockstep:0.1.0 (by /u/lockstep)" };
  const page = await host.fetch(address.href, { headers });
  if (page.status !== 200) throw new Error(`the consent page says ${page.status}: ${await page.text()}`);
  const answer = await host.fetch(address.origin + address.pathname, {
    method: "POST",
    headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
    body: form.toString(),
  });
  const back = new URL(answer.headers.get("location") ?? "");
  return {
    state: back.searchParams.get("state") ?? "",
    code: back.searchParams.get("code"),
    error: back.searchParams.get("error"),
    url: back.href,
  };
}
