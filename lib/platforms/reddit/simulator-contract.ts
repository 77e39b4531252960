import type { PlatformContract } from "../contract-check";
import { loadDescription } from "./simulator-spec";

/**
 * What the contract check holds Reddit exchanges against: the trimmed description with its additions, and Reddit's OAuth endpoints,
 * which the description only mentions. Their shapes follow Reddit's OAuth2 documentation.
 */
export function redditContract(): PlatformContract {
  const description = loadDescription();
  return {
    platform: "reddit",
    prefix: "/api/v3",
    description,
    extras: { paths: OAUTH_PATHS, components: { schemas: {} } },
  };
}

const TOKEN_ERROR = {
  type: "object",
  properties: { error: { type: ["string", "integer"] }, message: { type: "string" } },
};
const TOKEN = {
  type: "object",
  required: ["access_token", "token_type", "expires_in", "scope"],
  additionalProperties: false,
  properties: {
    access_token: { type: "string" },
    token_type: { const: "bearer" },
    expires_in: { type: "integer" },
    scope: { type: "string" },
    refresh_token: { type: "string" },
  },
};
const json = (schema: object) => ({ content: { "application/json": { schema } } });
const form = (schema: object) => ({ content: { "application/x-www-form-urlencoded": { schema } } });
const AUTHORIZE_QUERY = [
  "client_id",
  "response_type",
  "state",
  "redirect_uri",
  "duration",
  "scope",
  "code_challenge",
  "code_challenge_method",
];
const ANY_PAGE = { "200": {}, "302": {}, "400": {}, "429": {} };

const OAUTH_PATHS = {
  "/oauth/api/v1/authorize": {
    get: {
      parameters: AUTHORIZE_QUERY.map((name) => ({ in: "query", name, schema: { type: "string" } })),
      responses: ANY_PAGE,
    },
    post: { responses: ANY_PAGE },
  },
  "/oauth/api/v1/access_token": {
    post: {
      requestBody: form({
        type: "object",
        required: ["grant_type"],
        oneOf: [
          {
            required: ["grant_type", "code", "redirect_uri"],
            properties: {
              grant_type: { const: "authorization_code" },
              code: { type: "string" },
              redirect_uri: { type: "string" },
            },
          },
          {
            required: ["grant_type", "refresh_token"],
            properties: { grant_type: { const: "refresh_token" }, refresh_token: { type: "string" } },
          },
        ],
      }),
      responses: {
        "200": json({ oneOf: [TOKEN, { ...TOKEN_ERROR, required: ["error"], additionalProperties: false }] }),
        "400": json(TOKEN_ERROR),
        "401": json(TOKEN_ERROR),
        "429": {},
        "5XX": {},
      },
    },
  },
  "/oauth/api/v1/revoke_token": {
    post: {
      requestBody: form({
        type: "object",
        required: ["token"],
        properties: { token: { type: "string" }, token_type_hint: { enum: ["access_token", "refresh_token"] } },
      }),
      responses: { "204": {}, "400": json(TOKEN_ERROR), "401": json(TOKEN_ERROR), "429": {}, "5XX": {} },
    },
  },
};
