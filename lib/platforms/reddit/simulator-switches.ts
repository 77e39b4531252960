/** Where Reddit's documents leave a choice open, or behaviour varies: `PUT /_control/reddit/switches`. Durations in milliseconds. */
export type RedditSwitches = Record<string, boolean | number | string> & {
  /** A structured-post job is done this long after it was started. */
  postJobMs: number;
  /** A new campaign or ad is `PENDING_APPROVAL` for this long once it would otherwise run. */
  reviewMs: number;
  /** Listings show the world as it was this long ago. */
  listLagMs: number;
  /** `effective_status` follows configuration after this long. */
  effectiveStatusLagMs: number;
  accessTokenSeconds: number;
  /** Renewing an access token hands out a new refresh token each time. */
  rotateRefreshTokens: boolean;
  /** An archived record cannot be made active or paused again. */
  archivedIsFinal: boolean;
  /** Campaigns and ad groups must be archived, and unchanged for 3 hours, before they may be deleted. */
  deleteNeedsArchive: boolean;
  /** A deleted record can still be read. */
  deletedIsReadable: boolean;
  /** A start in the past is refused. */
  refusePastStart: boolean;
  /** Without a proper User-Agent every call is answered 429. */
  strictUserAgent: boolean;
  /** Media addresses come back as Reddit's own copies. */
  hostMedia: boolean;
  /** Creations appear in the account history. */
  historyLogsCreates: boolean;
  /** `data.name` or `name` in the fields of a refusal. */
  fieldPathPrefix: string;
  /** `z` or `offset` (`+00:00`). */
  timestampStyle: string;
  /** Also send `X-Ratelimit-Used`, `-Remaining` and `-Reset`, as Reddit's other API does. */
  dataApiHeaders: boolean;
};

export function defaultSwitches(): RedditSwitches {
  return {
    postJobMs: 1_000,
    reviewMs: 2_000,
    listLagMs: 0,
    effectiveStatusLagMs: 0,
    accessTokenSeconds: 3_600,
    rotateRefreshTokens: false,
    archivedIsFinal: true,
    deleteNeedsArchive: true,
    deletedIsReadable: true,
    refusePastStart: true,
    strictUserAgent: true,
    hostMedia: true,
    historyLogsCreates: false,
    fieldPathPrefix: "data.",
    timestampStyle: "z",
    dataApiHeaders: false,
  };
}
