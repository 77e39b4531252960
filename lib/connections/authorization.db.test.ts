import { beforeEach, describe, expect, it } from "vitest";
import { GET as callback } from "../../app/api/connections/[platform]/callback/route";
import { systemClock } from "../clock";
import { db } from "../db/client";
import { credentialStore } from "../db/connections";
import type { Actor } from "../domain/actor";
import { demoAccount } from "../platforms/reddit/fixtures";
import type { SimulatorHost } from "../platforms/simulators/host";
import { requestSync } from "../sync/request-sync";
import { decideAt } from "../testing/consent";
import { sql } from "../testing/db";
import { createOrganization, createSet, type TestOrganization } from "../testing/factories";
import { sessionCookie } from "../testing/session-cookie";
import { createTestSimulator } from "../testing/sync-world";
import { beginAuthorization } from "./begin-authorization";
import { chooseAccount } from "./choose-account";
import { disconnect } from "./disconnect";
import { editConnection } from "./edit-connection";
import { finishAuthorization } from "./finish-authorization";
import { getConnection } from "./get-connection";
import { listAdAccounts, listFundingInstruments } from "./list-account-choices";
import type { Reach } from "./reach";

const DEMO = demoAccount(1);
const OTHER = demoAccount(2);
const WHOLE = { limit: 500, cursor: null };

let host: SimulatorHost;
let reach: Reach;
let mine: TestOrganization;
let actor: Actor;

beforeEach(async () => {
  host = createTestSimulator(systemClock, 1);
  host.setLimits("reddit", "off");
  reach = { clock: systemClock, fetch: host.fetch as typeof fetch };
  mine = await createOrganization();
  actor = mine.actor;
});

const begin = (input: Parameters<typeof beginAuthorization>[0]["input"] = { platform: "reddit" }) =>
  beginAuthorization({ actor, input });

type Way = { member?: string; decision?: "allow" | "decline"; by?: Actor };

/** From "Connect" to the way back. */
async function connect(
  input?: Parameters<typeof begin>[0],
  { member = DEMO.memberId, decision, by = actor }: Way = {},
) {
  const { authorizeUrl } = await begin(input);
  const back = await decideAt(host, authorizeUrl, { member, ...(decision ? { decision } : {}) });
  return finishAuthorization({ actor: by, platform: "reddit", ...back }, reach);
}

async function connected(...way: Parameters<typeof connect>): Promise<string> {
  const outcome = await connect(...way);
  if (outcome.problem !== null) throw new Error(`not connected: ${outcome.problem}`);
  return outcome.connectionId;
}

const choose = (id: string, choice: Parameters<typeof chooseAccount>[0]["choice"]) =>
  chooseAccount({ actor, id, choice }, reach);

const audited = async (id: string) =>
  (await db.auditEntry.findMany({ where: { subjectId: id }, orderBy: { id: "asc" } })).map(({ action }) => action);

/** Reddit as someone sees it who works in one ad account. */
const withOneAccount = (): Reach => ({
  ...reach,
  fetch: async (input, init) => {
    const answer = await reach.fetch(input, init);
    if (!String(input).includes("/ad_accounts/query")) return answer;
    const body = (await answer.json()) as { data: { id: string }[] };
    return Response.json({ ...body, data: body.data.slice(0, 1) }, { headers: answer.headers });
  },
});

describe("beginning", () => {
  it("keeps of the state only its digest, and of the verifier only an envelope", async () => {
    const { authorizeUrl } = await begin();
    const state = new URL(authorizeUrl).searchParams.get("state") ?? "";
    expect(state.length).toBeGreaterThanOrEqual(43);
    const flows = await sql('select * from "AuthorizationFlow" where "organizationId" = $1', [mine.organizationId]);
    expect(flows).toHaveLength(1);
    expect(JSON.stringify(flows)).not.toContain(state);
    expect(flows[0]?.codeVerifier).toMatch(/^k1\./);
    expect(flows[0]).toMatchObject({ userId: mine.userId, platform: "reddit", mode: "simulator", connectionId: null });
    expect(new URL(authorizeUrl).searchParams.get("redirect_uri")).toBe(
      "http://localhost:3000/api/connections/reddit/callback",
    );
  });

  it("says what is missing for the platform itself", async () => {
    await expect(begin({ platform: "reddit", mode: "live" })).rejects.toMatchObject({
      code: "precondition",
      message: expect.stringContaining("REDDIT_CLIENT_ID and REDDIT_CLIENT_SECRET"),
    });
  });

  it("does not find another organisation's connection", async () => {
    const theirs = await createOrganization({ name: "Theirs" });
    await expect(begin({ connectionId: theirs.connectionId })).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("finishing", () => {
  it("saves a connection with encrypted tokens, which waits for an account where there are several", async () => {
    const id = await connected();
    const view = await getConnection({ actor, id });
    expect(view).toMatchObject({
      platform: "reddit",
      mode: "simulator",
      status: "paused",
      account: null,
      statusReason: expect.stringContaining("Choose an ad account"),
      scopes: ["adsread", "adsedit"],
    });
    expect(view.missing).toContain("adAccount");
    expect(Date.parse(view.tokenExpiresAt ?? "")).toBeGreaterThan(Date.now() + 50 * 60_000);
    const [row] = await sql<{ credentials: string }>('select "credentials" from "Connection" where "id" = $1', [id]);
    expect(row?.credentials).toMatch(/^k1\.[\w-]+\.[\w-]+\.[\w-]+$/);
    const credentials = await credentialStore({ organizationId: actor.organizationId, connectionId: id }).read();
    expect(credentials.refreshToken).not.toBe("");
    expect(await audited(id)).toEqual(["connection.connect"]);
    const trail = await sql('select * from "AuditEntry" where "subjectId" = $1', [id]);
    expect(JSON.stringify(trail)).not.toContain(credentials.refreshToken);
  });

  it("chooses the only ad account with its only profile, its pixel and what can pay", async () => {
    const { authorizeUrl } = await begin();
    const back = await decideAt(host, authorizeUrl, { member: DEMO.memberId });
    const outcome = await finishAuthorization({ actor, platform: "reddit", ...back }, withOneAccount());
    const view = await getConnection({ actor, id: outcome.connectionId ?? "" });
    expect(view).toMatchObject({
      status: "active",
      statusReason: null,
      missing: [],
      name: "Reddit · Demo ads",
      account: { adAccountId: DEMO.adAccountId, name: "Demo ads", currency: "USD" },
      profile: { platformId: DEMO.profileId },
      pixel: { platformId: DEMO.pixelId },
      fundingInstrument: { platformId: DEMO.fundingId, name: "Credit line" },
      timeZone: "America/New_York",
    });
  });

  it("keeps the tokens when the accounts cannot be listed just then", async () => {
    const { authorizeUrl } = await begin();
    const back = await decideAt(host, authorizeUrl, { member: DEMO.memberId });
    const down: Reach = {
      ...reach,
      fetch: (input, init) =>
        String(input).includes("/oauth/")
          ? reach.fetch(input, init)
          : Promise.resolve(new Response("", { status: 500 })),
    };
    const outcome = await finishAuthorization({ actor, platform: "reddit", ...back }, down);
    expect(outcome.problem).toBeNull();
    expect(await getConnection({ actor, id: outcome.connectionId ?? "" })).toMatchObject({ status: "paused" });
    expect((await listAdAccounts({ actor, id: outcome.connectionId ?? "", ...WHOLE }, reach)).items).toHaveLength(2);
  });

  it("works once: of two who bring the same state, one gets a connection", async () => {
    const { authorizeUrl } = await begin();
    const back = await decideAt(host, authorizeUrl, { member: DEMO.memberId });
    const finish = () => finishAuthorization({ actor, platform: "reddit", ...back }, reach);
    const outcomes = await Promise.all([finish(), finish()]);
    expect(outcomes.map(({ problem }) => problem).sort()).toEqual(["expired", null]);
    expect(await finish()).toEqual({ problem: "expired", connectionId: null });
    expect(await db.connection.count({ where: { organizationId: actor.organizationId } })).toBe(2);
  });

  it("is for the person who began: nobody else gets in, and that person still does", async () => {
    const { authorizeUrl } = await begin();
    const back = await decideAt(host, authorizeUrl, { member: DEMO.memberId });
    const colleague: Actor = { ...actor, userId: crypto.randomUUID() };
    const stranger = (await createOrganization({ name: "Elsewhere" })).actor;
    for (const by of [colleague, stranger, { ...actor, organizationId: stranger.organizationId }]) {
      expect(await finishAuthorization({ actor: by, platform: "reddit", ...back }, reach)).toEqual({
        problem: "expired",
        connectionId: null,
      });
    }
    expect(await finishAuthorization({ actor, platform: "reddit", ...back }, reach)).toMatchObject({ problem: null });
  });

  it("lets a person of the organisation finish what an API key began", async () => {
    const key: Actor = { ...actor, kind: "api_key", userId: null };
    const { authorizeUrl } = await beginAuthorization({ actor: key, input: { platform: "reddit" } });
    const back = await decideAt(host, authorizeUrl, { member: DEMO.memberId });
    expect(await finishAuthorization({ actor, platform: "reddit", ...back }, reach)).toMatchObject({ problem: null });
  });

  it("is over after ten minutes", async () => {
    const { authorizeUrl } = await begin();
    const back = await decideAt(host, authorizeUrl, { member: DEMO.memberId });
    await sql(`update "AuthorizationFlow" set "expiresAt" = now() - interval '1 second' where "organizationId" = $1`, [
      mine.organizationId,
    ]);
    expect(await finishAuthorization({ actor, platform: "reddit", ...back }, reach)).toMatchObject({
      problem: "expired",
    });
  });

  it("changes nothing when the person declines, or the platform refuses the code", async () => {
    expect(await connect(undefined, { decision: "decline" })).toEqual({ problem: "declined", connectionId: null });
    const { authorizeUrl } = await begin();
    const { state } = await decideAt(host, authorizeUrl, { member: DEMO.memberId });
    const forged = { actor, platform: "reddit" as const, state, code: "not-a-code", error: null };
    expect(await finishAuthorization(forged, reach)).toEqual({ problem: "refused", connectionId: null });
    expect(await db.connection.count({ where: { organizationId: actor.organizationId } })).toBe(1);
  });
});

describe("the way back as a browser walks it", () => {
  const walk = async (query: string, headers: Record<string, string> = {}, platform = "reddit") => {
    const request = new Request(`http://localhost:3000/api/connections/${platform}/callback${query}`, { headers });
    const response = await callback(request, { params: Promise.resolve({ platform }) });
    expect(response.status).toBe(303);
    return response.headers.get("location");
  };

  it("leads to pages of ours alone", async () => {
    const cookie = await sessionCookie(mine.userId);
    expect(await walk("?state=unknown&code=x&redirect=https://evil.example", { cookie })).toBe(
      "/connections?problem=expired",
    );
    expect(await walk("", { cookie })).toBe("/connections?problem=expired");
    expect(await walk("?state=s&code=c", { cookie }, "//evil.example")).toBe("/connections");
    const { authorizeUrl } = await begin({ connectionId: mine.connectionId });
    const { state } = await decideAt(host, authorizeUrl, { member: DEMO.memberId, decision: "decline" });
    expect(await walk(`?state=${state}&error=access_denied`, { cookie })).toBe(
      `/connections/${mine.connectionId}?problem=declined`,
    );
  });

  it("asks who is signed out to sign in and come back, and lets no key finish", async () => {
    expect(await walk("?state=s&code=c")).toBe(
      `/sign-in?from=${encodeURIComponent("/api/connections/reddit/callback?state=s&code=c")}`,
    );
    expect(await walk("?state=s", { authorization: `Bearer ${mine.keys.owner}` })).toMatch(/^\/sign-in/);
  });

  it("needs a role that may connect", async () => {
    await db.membership.updateMany({ where: { userId: mine.userId }, data: { role: "editor" } });
    const { authorizeUrl } = await begin();
    const back = await decideAt(host, authorizeUrl, { member: DEMO.memberId });
    const { search } = new URL(back.url);
    expect(await walk(search, { cookie: await sessionCookie(mine.userId) })).toBe("/connections?problem=forbidden");
  });
});

describe("choosing an account", () => {
  it("takes the parts there is one of, and wakes the connection", async () => {
    const id = await connected();
    await choose(id, { adAccountId: DEMO.secondAdAccountId });
    expect(await getConnection({ actor, id })).toMatchObject({
      status: "active",
      missing: [],
      account: { adAccountId: DEMO.secondAdAccountId },
      pixel: { platformId: DEMO.secondPixelId },
      fundingInstrument: { platformId: DEMO.fundingId },
    });
    expect(await audited(id)).toEqual(["connection.connect", "connection.choose_account"]);
    const funding = await listFundingInstruments({ actor, id, ...WHOLE }, reach);
    expect(funding.items.map(({ platformId, isServable, chosen }) => [platformId, isServable, chosen])).toEqual([
      [DEMO.fundingId, true, true],
      [DEMO.unservableFundingId, false, false],
    ]);
  });

  it("refuses what the sign-in does not reach, by field", async () => {
    const id = await connected();
    await expect(choose(id, { adAccountId: OTHER.adAccountId })).rejects.toMatchObject({
      code: "invalid",
      errors: [{ path: "account.adAccountId" }],
    });
    await expect(choose(id, { adAccountId: DEMO.adAccountId, pixelId: "a2_foreign" })).rejects.toMatchObject({
      errors: [{ path: "account.pixelId" }],
    });
    expect((await getConnection({ actor, id })).account).toBeNull();
  });

  it("refuses an account that another connection works in, also when both ask at once", async () => {
    const [first, second] = [await connected(), await connected()];
    const asked = await Promise.allSettled([first, second].map((id) => choose(id, { adAccountId: DEMO.adAccountId })));
    expect(asked.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(asked.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "conflict" } });
  });

  it("stays in its account once records are there, while its parts may change", async () => {
    const id = await connected();
    await choose(id, { adAccountId: DEMO.adAccountId });
    const set = await createSet({ actor, connectionId: id });
    const campaignId = set.campaigns[0]?.id ?? "";
    await db.link.create({
      data: {
        id: crypto.randomUUID(),
        organizationId: actor.organizationId,
        connectionId: id,
        campaignSetId: set.id,
        campaignId,
        recordKind: "campaign",
        recordId: campaignId,
        platformId: "1",
      },
    });
    await expect(choose(id, { adAccountId: DEMO.secondAdAccountId })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("1 record is in the ad account Demo ads"),
    });
    await choose(id, { adAccountId: DEMO.adAccountId, fundingInstrumentId: DEMO.unservableFundingId });
    expect((await getConnection({ actor, id })).fundingInstrument?.platformId).toBe(DEMO.unservableFundingId);
  });

  it("does not take budgets to an account that is billed in another currency", async () => {
    const id = await connected();
    await choose(id, { adAccountId: DEMO.adAccountId });
    await createSet({ actor, connectionId: id });
    await db.campaign.updateMany({ where: { connectionId: id }, data: { currency: "EUR" } });
    await expect(choose(id, { adAccountId: DEMO.secondAdAccountId })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("budget in EUR"),
    });
  });

  it("is asked for before anything is pushed", async () => {
    const id = await connected();
    const set = await createSet({ actor, connectionId: id });
    await expect(requestSync({ actor, campaignSetId: set.id })).rejects.toMatchObject({
      code: "precondition",
      message: "Reddit 2: Choose an ad account before anything is pushed or read.",
    });
    const resume = editConnection({ actor, id, patch: { status: "active" } }, reach);
    await expect(resume).rejects.toMatchObject({
      code: "precondition",
      message: "Choose an ad account before anything is pushed or read.",
    });
  });
});

describe("changing", () => {
  it("renames, pauses, resumes and sets guardrails, each with its line in the trail", async () => {
    const { connectionId: id } = mine;
    const patch = (change: Parameters<typeof editConnection>[0]["patch"]) =>
      editConnection({ actor, id, patch: change }, reach);
    expect(await patch({ name: "Main account" })).toMatchObject({ name: "Main account", version: 2 });
    expect(await patch({ status: "paused" })).toMatchObject({ status: "paused" });
    expect(await patch({ status: "active" })).toMatchObject({ status: "active" });
    expect((await patch({ guardrails: { maxIncrease: 0.25 } })).guardrails).toMatchObject({
      maxIncrease: 0.25,
      maxDecrease: 0.8,
    });
    await patch({ name: "Main account", guardrails: { maxIncrease: 0.25 } });
    expect(await audited(id)).toEqual([
      "connection.rename",
      "connection.pause",
      "connection.resume",
      "connection.guardrails",
    ]);
    await expect(patch({ name: "Late", version: 1 })).rejects.toMatchObject({
      code: "stale_version",
      errors: [{ path: "version" }],
    });
  });

  it("refuses the second of two edits of one version", async () => {
    const id = await connected();
    await choose(id, { adAccountId: DEMO.adAccountId });
    const { version } = await getConnection({ actor, id });
    const edits: Parameters<typeof editConnection>[0]["patch"][] = [
      { name: "A" },
      { name: "B" },
      { name: "C", account: { adAccountId: DEMO.adAccountId } },
    ];
    const answers = await Promise.allSettled(
      edits.map((patch) => editConnection({ actor, id, patch: { ...patch, version } }, reach)),
    );
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const answer of answers) {
      if (answer.status === "rejected") expect(answer.reason).toMatchObject({ code: "stale_version" });
    }
  });

  it("lets one edit choose an account and rename", async () => {
    const id = await connected();
    const { version } = await getConnection({ actor, id });
    const patch = { name: "Both", account: { adAccountId: DEMO.adAccountId }, version };
    expect(await editConnection({ actor, id, patch }, reach)).toMatchObject({ name: "Both", status: "active" });
  });
});

describe("disconnecting", () => {
  it("takes the sign-in back and forgets it, and keeps the rest", async () => {
    const id = await connected();
    await choose(id, { adAccountId: DEMO.adAccountId });
    const store = credentialStore({ organizationId: actor.organizationId, connectionId: id });
    const credentials = await store.read();
    expect(await disconnect({ actor, id }, reach)).toEqual({ revoked: true });
    expect(await disconnect({ actor, id }, reach)).toEqual({ revoked: true });
    expect(await getConnection({ actor, id })).toMatchObject({
      status: "disconnected",
      tokenExpiresAt: null,
      account: { adAccountId: DEMO.adAccountId },
    });
    await expect(store.read()).rejects.toMatchObject({ code: "precondition" });
    // A worker that was just then renewing must not bring the sign-in back.
    await expect(store.save(credentials, credentials)).rejects.toMatchObject({ code: "precondition" });
    await store.markRefused("too late", credentials);
    expect(await getConnection({ actor, id })).toMatchObject({ status: "disconnected", statusReason: null });
    const answer = await host.fetch("http://127.0.0.1:4010/reddit/api/v3/me", {
      headers: {
        authorization: `Bearer ${credentials.accessToken}`,
        "user-agent": "node:lockstep:0.1.0 (by /u/lockstep)",
      },
    });
    expect(answer.status).toBe(401);
    expect(await audited(id)).toContain("connection.disconnect");
    await expect(editConnection({ actor, id, patch: { status: "active" } }, reach)).rejects.toMatchObject({
      code: "precondition",
    });
  });

  it("does not need the platform, and says that it could not be told", async () => {
    const id = await connected();
    const down: Reach = { ...reach, fetch: () => Promise.reject(new TypeError("fetch failed")) };
    expect(await disconnect({ actor, id }, down)).toEqual({ revoked: false });
    expect(await getConnection({ actor, id })).toMatchObject({
      status: "disconnected",
      statusReason: expect.stringContaining("could not be told"),
    });
  });
});

describe("connecting again", () => {
  it("goes on with the same connection and its account", async () => {
    const id = await connected();
    await choose(id, { adAccountId: DEMO.adAccountId });
    for (const status of ["reauthorize", "disconnected", "paused"] as const) {
      await db.connection.update({ where: { id }, data: { status, statusReason: "why" } });
      expect(await connected({ connectionId: id })).toBe(id);
      expect(await getConnection({ actor, id })).toMatchObject({
        // A person's own pause outlives a new sign-in.
        status: status === "paused" ? "paused" : "active",
        statusReason: null,
        account: { adAccountId: DEMO.adAccountId },
      });
    }
    expect(await audited(id)).toContain("connection.reconnect");
  });

  it("keeps the sign-in it has when the new one does not reach its account", async () => {
    const id = await connected();
    await choose(id, { adAccountId: DEMO.adAccountId });
    const store = credentialStore({ organizationId: actor.organizationId, connectionId: id });
    const before = await store.read();
    expect(await connect({ connectionId: id }, { member: OTHER.memberId })).toEqual({
      problem: "wrong_account",
      connectionId: id,
    });
    expect(await store.read()).toEqual(before);
  });

  it("is refused while another connection works in its account by now, and the new sign-in is given back", async () => {
    const first = await connected();
    await choose(first, { adAccountId: DEMO.adAccountId });
    await disconnect({ actor, id: first }, reach);
    const second = await connected();
    await choose(second, { adAccountId: DEMO.adAccountId });
    const revoked = () =>
      host
        .platform("reddit")
        .requests.items()
        .filter(({ path }) => path.endsWith("/revoke_token"));
    const before = revoked().length;
    expect(await connect({ connectionId: first })).toEqual({ problem: "account_taken", connectionId: first });
    expect(revoked()).toHaveLength(before + 1);
    expect(await getConnection({ actor, id: first })).toMatchObject({ status: "disconnected", tokenExpiresAt: null });
    expect(await getConnection({ actor, id: second })).toMatchObject({ status: "active" });
    await disconnect({ actor, id: second }, reach);
    expect(await connect({ connectionId: first })).toMatchObject({ problem: null });
  });

  it.each([
    ["a person's pause", { status: "paused", statusReason: null }],
    ["the choice that was still to be made", { status: "paused", statusReason: "Choose a pixel." }],
    ["a working connection", { status: "active", statusReason: null }],
  ] as const)("a sign-in that is refused and works again brings back %s", async (_what, before) => {
    const id = await connected();
    await choose(id, { adAccountId: DEMO.adAccountId });
    await db.connection.update({ where: { id }, data: before });
    const store = credentialStore({ organizationId: actor.organizationId, connectionId: id });
    const credentials = await store.read();
    for (let refusals = 0; refusals < 2; refusals++) await store.markRefused("Reconnect Reddit.", credentials);
    expect(await getConnection({ actor, id })).toMatchObject({
      status: "reauthorize",
      statusReason: "Reconnect Reddit.",
    });
    await store.save(credentials, credentials);
    expect(await getConnection({ actor, id })).toMatchObject(before);
    await store.save(credentials, credentials);
    expect(await getConnection({ actor, id }), "and only once").toMatchObject(before);
  });

  it("keeps a person's pause when the sign-in was refused meanwhile", async () => {
    const id = await connected();
    await choose(id, { adAccountId: DEMO.adAccountId });
    const store = credentialStore({ organizationId: actor.organizationId, connectionId: id });
    const refuse = async () => store.markRefused("Reconnect Reddit.", await store.read());
    await editConnection({ actor, id, patch: { status: "paused" } }, reach);
    await refuse();
    await connected({ connectionId: id });
    expect(await getConnection({ actor, id })).toMatchObject({ status: "paused", statusReason: null });
    await editConnection({ actor, id, patch: { status: "active" } }, reach);
    await refuse();
    await connected({ connectionId: id });
    expect(await getConnection({ actor, id })).toMatchObject({ status: "active" });
  });

  it("waits for a worker that is renewing, whose tokens must not overwrite the new ones", async () => {
    const id = await connected();
    const store = credentialStore({ organizationId: actor.organizationId, connectionId: id });
    const before = await store.read();
    const lease = (await store.takeLease(45_000)) as string;
    const { authorizeUrl } = await begin({ connectionId: id });
    const back = await decideAt(host, authorizeUrl, { member: DEMO.memberId });
    let again: ReturnType<typeof finishAuthorization> | undefined;
    await new Promise<void>((waits) => {
      const sleep = (ms: number) => {
        waits();
        return systemClock.sleep(ms);
      };
      const clock = { ...systemClock, sleep };
      again = finishAuthorization({ actor, platform: "reddit", ...back }, { ...reach, clock });
    });
    await store.save({ ...before, accessToken: "from the worker" }, before);
    await store.releaseLease(lease);
    expect(await again).toMatchObject({ problem: null });
    expect((await store.read()).accessToken).not.toBe("from the worker");
  });

  it("is not undone by a worker that slept through its lease and comes back with an answer for the old one", async () => {
    const id = await connected();
    await choose(id, { adAccountId: DEMO.adAccountId });
    const store = credentialStore({ organizationId: actor.organizationId, connectionId: id });
    const before = await store.read();
    const slept = (await store.takeLease(45_000)) as string;
    await db.connection.update({ where: { id }, data: { refreshLeaseUntil: null } });
    await connected({ connectionId: id });
    const after = await store.read();
    const others = await store.takeLease(45_000);

    expect(await store.save({ ...before, accessToken: "late" }, before)).toBe(false);
    expect(await store.markRefused("Reconnect Reddit.", before)).toBe(false);
    await store.releaseLease(slept);
    expect(await store.read()).toEqual(after);
    expect(await getConnection({ actor, id })).toMatchObject({ status: "active", statusReason: null });
    expect(await store.takeLease(45_000), "the lease that was taken since").toBeNull();
    await store.releaseLease(others as string);
    expect(await store.takeLease(45_000)).not.toBeNull();
  });
});
