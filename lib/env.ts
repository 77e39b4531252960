import { z } from "zod";

/** The one reader of `process.env` in the application. A bad value stops start-up and names the variable. */

const port = (fallback: number) => z.coerce.number().int().min(1).max(65535).default(fallback);
const optional = z.string().min(1).optional();
const url = z.url({ protocol: /^https?$/ }).optional();

/** Other addresses than a platform's real ones, which its own folder knows. */
const addressesOf = <Platform extends string>(platform: Platform) =>
  ({
    [`${platform}_API_BASE_URL`]: url,
    [`${platform}_AUTH_BASE_URL`]: url,
    [`${platform}_API_VERSION`]: optional,
  }) as Record<`${Platform}_${"API_BASE_URL" | "AUTH_BASE_URL" | "API_VERSION"}`, typeof optional>;

/** `id:base64key[,id:base64key]`; the first one writes, all of them read. */
const encryptionKeys = z.string().transform((text, context) => {
  const keys = new Map<string, Buffer>();
  for (const part of text.split(",")) {
    const [id, encoded] = part.split(":");
    const key = Buffer.from(encoded ?? "", "base64");
    if (!id || key.length !== 32) {
      context.addIssue({ code: "custom", message: "expected id:base64key pairs, each key 32 bytes long" });
      return z.NEVER;
    }
    keys.set(id, key);
  }
  return keys;
});

/** Origins as browsers write them, separated by commas: one that is written otherwise would never match. */
const origins = z
  .string()
  .default("")
  .transform((text, context) =>
    text
      .split(",")
      .map((origin) => origin.trim())
      .filter(Boolean)
      .map((origin) => {
        const url = URL.canParse(origin) ? new URL(origin) : null;
        if (url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin;
        context.addIssue({ code: "custom", message: `"${origin}" is no origin such as https://tools.example` });
        return z.NEVER;
      }),
  );

const count = z.coerce.number().int().min(0);

export const EnvSchema = z
  .object({
    NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
    PORT: port(3000),
    LOCKSTEP_HOME: z.string().min(1).default(".lockstep"),
    DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, "must start with postgresql://"),
    LOCKSTEP_DB_PORT: port(54329),
    LOCKSTEP_SIMULATORS: z.enum(["on", "off"]).default("on"),
    LOCKSTEP_SIMULATOR_PORT: port(4010),
    LOCKSTEP_SIMULATOR_STATE: z.enum(["disk", "memory"]).default("disk"),
    LOCKSTEP_CONTRACT_LOG: optional,
    LOCKSTEP_ENGINE: z.enum(["local", "inngest"]).optional(),
    LOCKSTEP_ENGINE_PORT: port(8288),
    LOCKSTEP_EXECUTOR_CONCURRENCY: count.min(1).default(64),
    LOCKSTEP_EXECUTOR_RETRY_MS: count.optional(),
    LOCKSTEP_EXECUTOR_LEASE_MS: count.optional(),
    INNGEST_EVENT_KEY: optional,
    INNGEST_SIGNING_KEY: optional,
    INNGEST_BASE_URL: url,
    INNGEST_DEV: optional,
    AUTH_SECRET: z.string().min(16),
    AUTH_URL: url,
    AUTH_GITHUB_ID: optional,
    AUTH_GITHUB_SECRET: optional,
    AUTH_GOOGLE_ID: optional,
    AUTH_GOOGLE_SECRET: optional,
    LOCKSTEP_ENCRYPTION_KEYS: encryptionKeys,
    REDDIT_CLIENT_ID: optional,
    REDDIT_CLIENT_SECRET: optional,
    REDDIT_API_BASE_URL: z.url().default("https://ads-api.reddit.com"),
    REDDIT_AUTH_BASE_URL: z.url().default("https://www.reddit.com"),
    REDDIT_API_VERSION: z.string().default("v3"),
    GOOGLE_ADS_CLIENT_ID: optional,
    GOOGLE_ADS_CLIENT_SECRET: optional,
    META_APP_ID: optional,
    META_APP_SECRET: optional,
    ...addressesOf("GOOGLE_ADS"),
    ...addressesOf("META"),
    ...addressesOf("MAILERLITE"),
    ...addressesOf("INSTANTLY"),
    ...addressesOf("NMKR"),
    ...addressesOf("BLOCKFROST"),
    LOCKSTEP_CORS_ORIGINS: origins,
    LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
    LOCKSTEP_BENCH: z.enum(["0", "1"]).default("0"),
  })
  .strip();

export type Env = z.infer<typeof EnvSchema>;

/** Reads and checks the environment. Throws one error that names every bad variable. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const parsed = EnvSchema.safeParse(present);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`The environment is not usable:\n${lines.join("\n")}`);
}

let parsed: Env | undefined;

/** Parsed at first use, so that building the application needs no secrets. */
export const env: Env = new Proxy({} as Env, {
  get: (_target, name: string) => {
    parsed ??= parseEnv(process.env);
    return parsed[name as keyof Env];
  },
});
