import type { Clock } from "../clock";
import type { CanonicalRecord, RecordKind } from "../domain/canonical";
import type { AccountOptions, AccountPart, AdAccount } from "../domain/connection";
import type { Dialect, RequestJson } from "../http/request-json";

/** Who owns a field. `both`: two-way; `ours`: a change over there is put back; `theirs`: read only; `lattice`: moves one way only. */
export type FieldPolicy = "both" | "ours" | "theirs" | "lattice";

export type FieldRule = {
  policy: FieldPolicy;
  /** The platform refuses a change after creation. */
  immutable?: boolean;
  /** A part of an amount that stands on the campaign: the parts move together. */
  shared?: boolean;
  /** The field lives in a helper object that is replaced as a whole when it changes (an ad's post). */
  part?: string;
  /** Where both sides changed it, this one wins and nobody is asked: chosen by people for a connection. */
  winner?: "ours" | "theirs";
};

export type QuotaGroup = { limit: number; windowMs: number };

/** What a platform can do, as data: the planner and the screens read it, nobody asks which platform it is. */
export type Capabilities = {
  displayName: string;
  /** In the order of the tree, parents first. A kind that is not listed is shown as not supported, never as an operation. */
  kinds: Partial<Record<RecordKind, KindCapabilities>>;
  quotaGroups: Record<string, QuotaGroup>;
  /** How long a listing may lack an object that was just created. */
  listingLagMs: number;
  namesAreUnique: boolean;
  webhooks: boolean;
};

export type KindCapabilities = {
  /** Also says which fields exist on this platform: what is not listed is not pushed. */
  fields: Record<string, FieldRule>;
  remove: { by: "status"; status: string } | { by: "delete" };
  /** Calls that one create takes, by quota group, for the forecast. */
  createCalls: Record<string, number>;
  /** Calls that one update takes, by quota group. */
  updateCalls: Record<string, number>;
  listPageSize: number;
};

/**
 * A helper object of a record over there. `pendingId` names a job that will make it; `intentAt` marks a call whose
 * outcome is unknown; `replaces` is the one the record had before, until this one is there.
 */
export type Part = { platformId?: string; pendingId?: string; digest: string; intentAt?: string; replaces?: string };
export type Parts = Record<string, Part>;

/** A record as the platform showed it, in our words. */
export type ObservedRecord = {
  kind: RecordKind;
  platformId: string;
  parentPlatformId: string | null;
  value: CanonicalRecord;
  parts: Parts;
  /** Ends the pushed name when we created it. */
  marker: string | null;
  /** What people call it over there, where no field of ours holds that. */
  label?: string;
  /** What is set over there and no field of ours holds, in words ("dayparting"). */
  unheld?: string[];
  /** Still there, but archived or deleted. */
  removed: boolean;
  createdAt: string | null;
  modifiedAt: string | null;
};

export type ObservedPage = { records: ObservedRecord[]; nextCursor: string | null };

/** Who changed a field over there last, and when. Of the person only the name by which people know them there. */
export type RemoteEdit = { by: string | null; at: string };

/** What a listing leaves out of a record because it never changes there, read once when we take the record on. */
export type RecordContent = Pick<ObservedRecord, "value" | "parts" | "unheld">;

/** What a write needs to know. Values are canonical; the adapter translates. */
export type Operation = {
  id: string;
  kind: "create" | "update";
  recordKind: RecordKind;
  recordId: string;
  /** Null for a create. */
  platformId: string | null;
  /** Platform id of the parent; null at the top. */
  parentPlatformId: string | null;
  /** Whole desired value. */
  desired: CanonicalRecord;
  /** Update: the fields to send. */
  changed: string[];
  /** The status to create with, where it differs from the desired one (the top of a tree that is not whole yet). */
  initialStatus?: string;
  marker: string;
  parts: Parts;
};

/**
 * What the engine must know while a write is under way. Each resolves once the fact is durable, so that a worker that
 * dies at any moment leaves enough behind to find what it made.
 */
export type WriteHooks = {
  /** Called when the create is cleared to leave, right before it does. */
  beforeCreate(): Promise<void>;
  /** Called when an update is cleared to leave, right before it does. What it throws keeps the update from leaving. */
  beforeUpdate(): Promise<void>;
  saveParts(parts: Parts): Promise<void>;
  /** Helper objects of other records of this kind: not to be taken for one of ours that was lost. */
  partsOfOthers(): Promise<Parts[]>;
};

export type Intent = {
  operation: Operation;
  /** When the create was about to leave. */
  at: Date;
};

export type IntentAnswer =
  /** `duplicates`: further objects of the same create, to be archived and reported. */
  | { outcome: "found"; record: ObservedRecord; duplicates: string[] }
  | { outcome: "none" }
  | { outcome: "unsure"; candidates: string[] };

export type IsClaimed = (platformId: string) => boolean;

/**
 * One platform account, in our words. Methods throw PlatformError; nothing here reads the environment or the database.
 * The engine knows nothing else about a platform.
 */
export type PlatformAdapter = {
  capabilities: Capabilities;
  /** Whether pushed names end with a marker. Without one a lost create is recognised by content and time. */
  usesMarkers: boolean;
  /** One page of everything the account holds of one kind; the listing has ended when `nextCursor` is null. */
  observe(kind: RecordKind, cursor: string | null): Promise<ObservedPage>;
  /** A direct read. `gone` is the platform's own word, the only proof of a delete. */
  fetch(kind: RecordKind, platformId: string): Promise<ObservedRecord | "gone">;
  /**
   * Completes listed records that were made over there: what an ad's post says. By platform id; what could not be found
   * is left out. Platforms whose listings say everything have none.
   */
  readContent?(
    records: Pick<ObservedRecord, "kind" | "platformId" | "parts" | "value">[],
  ): Promise<Map<string, RecordContent>>;
  /**
   * Who changed these fields last, in the order of the records and by field; what nobody wrote down is left out. Platforms
   * that keep no such record have none.
   */
  whoChanged?(
    records: { kind: RecordKind; platformId: string; fields: string[] }[],
  ): Promise<Record<string, RemoteEdit>[]>;
  /** Makes the helper objects that need no parent, ahead of the record itself. Safe to repeat. */
  prepare?(operation: Operation, hooks: WriteHooks): Promise<Parts>;
  /** Writes one record and gives back what the platform stored. Never repeats a write by itself. */
  apply(operation: Operation, hooks: WriteHooks): Promise<ObservedRecord>;
  /** After lost answers: what did we create? One listing serves all intents of one kind and parent. */
  findByIntent(intents: Intent[], isClaimed: IsClaimed): Promise<IntentAnswer[]>;
  /** Puts an object we made twice out of the way. */
  retire(kind: RecordKind, platformId: string): Promise<void>;
  listFunding(): Promise<ObservedFunding[]>;
};

export type ObservedFunding = {
  platformId: string;
  name: string;
  currency: string;
  isServable: boolean;
  reasons: string[];
};

/** A campaign with everything below it, in the form the engine compares. Keyed by our record ids, or by the platform's. */
export type DesiredTree = {
  campaign: { id: string; value: CanonicalRecord };
  adGroups: { id: string; value: CanonicalRecord }[];
  ads: { id: string; value: CanonicalRecord }[];
  keywords: { id: string; value: CanonicalRecord }[];
};

export type Problem = { field: string; message: string };

export type AdapterDependencies = {
  request: RequestJson;
  clock: Clock;
  /** The platform's own time, by which it tells what lies in the past. */
  serverNow?: () => Date;
  /** The connection's settings; checked by the platform's own schema. */
  settings: unknown;
};

/** A platform as the registry holds it: facts and pure functions, and how to open an account. */
export type PlatformDefinition = {
  capabilities: Capabilities;
  /** Our tree as the platform could hold it: what it lacks is dropped, what it derives is filled in. */
  project(tree: DesiredTree): Map<string, CanonicalRecord>;
  /**
   * The way back of `project`, for a tree that was made over there: the campaign as our row holds it, with what the
   * platform keeps further down. Projected again it comes as near to what was read as our model can.
   */
  unproject(tree: DesiredTree): CanonicalRecord;
  /** What the platform would refuse, by field, before any call is made. */
  findProblems(kind: RecordKind, desired: CanonicalRecord): Problem[];
  createAdapter(dependencies: AdapterDependencies): PlatformAdapter;
  dialect: Dialect;
  /** Exchanges a refresh token. Throws `auth_expired` when the platform no longer knows it. */
  refreshTokens(dependencies: RefreshDependencies): Promise<RefreshedTokens>;
  authorization: Authorization;
  /** What has to be named beside the ad account before anything can be created. */
  accountParts: readonly AccountPart[];
  discoverAccounts(request: RequestJson): AccountDirectory;
};

/** What the person who signed in may work in, read before any account is chosen. Methods throw PlatformError. */
export type AccountDirectory = {
  /** Every ad account once, those merely shared with a business among them. */
  listAdAccounts(): Promise<AdAccount[]>;
  readOptions(adAccountId: string): Promise<AccountOptions>;
};

/** An application as the platform registered it. */
export type AppCredentials = { clientId: string; clientSecret: string };

/** Where and as whom the token endpoints are called. */
export type AuthorizationHost = AppCredentials & {
  fetch: typeof fetch;
  authBaseUrl: string;
  userAgent: string;
};

/** How a person lets us in: OAuth's authorization code. */
export type Authorization = {
  /** The application that the simulator knows; a live connection brings its own. */
  demoApp: AppCredentials;
  /** The page on which the person decides. */
  authorizeUrl(options: {
    authBaseUrl: string;
    clientId: string;
    redirectUri: string;
    state: string;
    codeChallenge: string;
  }): string;
  /** Throws `rejected` for a code, or an application, that the platform does not take. A code works once. */
  exchange(
    host: AuthorizationHost,
    grant: { code: string; redirectUri: string; codeVerifier: string },
  ): Promise<GrantedTokens>;
  /** Ends the sign-in there. Safe to repeat. */
  revoke(host: AuthorizationHost, refreshToken: string): Promise<void>;
};

export type GrantedTokens = {
  accessToken: string;
  expiresInSeconds: number;
  refreshToken: string;
  scopes: string[];
};

export type RefreshDependencies = AuthorizationHost & { refreshToken: string };

export type RefreshedTokens = {
  accessToken: string;
  expiresInSeconds: number;
  /** Set when the platform replaced the refresh token. */
  refreshToken: string | null;
};
