import { DEMO_APP, DEMO_SCOPES, demoAccount } from "./fixtures";

type DemoConnection = {
  id: string;
  organizationId: string;
  /** Which of the simulator's accounts. */
  account: number;
  name?: string;
  settings?: Record<string, string | boolean>;
};

/** A connection's row for one of the simulator's accounts: for the seed and for tests. */
export function redditConnection({ id, organizationId, account, name = "Reddit", settings = {} }: DemoConnection) {
  const { refreshToken, adAccountId, adAccountName, username, profileId, pixelId, fundingId, currency } =
    demoAccount(account);
  const names = {
    adAccount: adAccountName,
    profile: username,
    pixel: `${adAccountName} pixel`,
    fundingInstrument: "Credit line",
  };
  const chosen = { adAccountId, profileId, pixelId, fundingInstrumentId: fundingId, currency, names };
  return {
    id,
    organizationId,
    platform: "reddit" as const,
    name,
    mode: "simulator" as const,
    settings: { ...chosen, scopes: [...DEMO_SCOPES], markers: true, ...settings },
    credentials: JSON.stringify({
      clientId: DEMO_APP.clientId,
      clientSecret: DEMO_APP.clientSecret,
      refreshToken,
      accessToken: null,
      expiresAt: null,
    }),
  };
}
