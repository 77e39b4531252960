import { demoAccount } from "../../lib/platforms/reddit/fixtures";
import { accessToken } from "./bare-push";

/** The least a program can do: reads every page of every kind of the demo account, and keeps nothing. Answers milliseconds. */
export async function bareReads(simulatorUrl: string): Promise<number> {
  const account = demoAccount(1);
  const token = await accessToken(simulatorUrl, account.refreshToken);
  const startedAt = performance.now();
  for (const kind of ["campaigns", "ad_groups", "ads"]) {
    let next: string | null = `${simulatorUrl}/reddit/api/v3/ad_accounts/${account.adAccountId}/${kind}?page.size=1000`;
    while (next) {
      const response: Response = await fetch(next, {
        headers: { authorization: `Bearer ${token}`, "user-agent": "node:bare:1 (by /u/bench)" },
      });
      if (!response.ok) throw new Error(`${kind}: ${response.status} ${await response.text()}`);
      const page = (await response.json()) as { pagination?: { next_url?: string | null } };
      next = page.pagination?.next_url ?? null;
    }
  }
  return performance.now() - startedAt;
}
