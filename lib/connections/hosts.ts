import type { Platform } from "../domain/campaign";
import { env } from "../env";

export const USER_AGENT = "node:lockstep:0.1.0 (by /u/lockstep)";

type Placed = { platform: Platform; mode: "simulator" | "live" };

/** A connection on the simulator never reaches a real host, and a live one never the simulator. */
export function hostsOf({ platform, mode }: Placed): { api: string; auth: string } {
  if (mode === "simulator") {
    const base = `http://127.0.0.1:${env.LOCKSTEP_SIMULATOR_PORT}/${platform.replace("_", "-")}`;
    return { api: `${base}/api/${env.REDDIT_API_VERSION}`, auth: `${base}/oauth` };
  }
  return { api: `${env.REDDIT_API_BASE_URL}/api/${env.REDDIT_API_VERSION}`, auth: env.REDDIT_AUTH_BASE_URL };
}
