/** What the system itself needs handed on: finding programs, certificates, proxies, the user's home and language. */
const SYSTEM =
  /^(PATH|HOME|USER|LANG|LC_.*|TZ|TMPDIR|TEMP|TMP|SystemRoot|NODE_OPTIONS|NODE_EXTRA_CA_CERTS|SSL_CERT_.*|https?_proxy|HTTPS?_PROXY|no_proxy|NO_PROXY)$/;

/** What the application and its parts read; the table of `.env.example`. */
const OURS =
  /^(LOCKSTEP_.*|INNGEST_.*|AUTH_.*|LOG_LEVEL|(REDDIT|GOOGLE_ADS|META)_(CLIENT_ID|CLIENT_SECRET|APP_ID|APP_SECRET)|(REDDIT|GOOGLE_ADS|META|MAILERLITE|INSTANTLY|NMKR|BLOCKFROST)_(API_BASE_URL|AUTH_BASE_URL|API_VERSION))$/;

/**
 * The whole environment of a child process. Small on purpose: the SDK that runs the functions copies all of it at each call.
 * @param {object} options
 * @param {import("./settings.mjs").Settings} options.settings
 * @param {import("./secrets.mjs").Secrets} options.secrets used where the source names none
 * @param {string} options.databaseUrl
 * @param {Record<string, string | undefined>} options.source
 * @param {boolean} [options.development]
 * @returns {Record<string, string | undefined>}
 */
export function childEnvironment({ settings, secrets, databaseUrl, source, development = false }) {
  const kept = Object.entries(source).filter(([name, value]) => value && (SYSTEM.test(name) || OURS.test(name)));
  const local = settings.engine === "local";
  return {
    AUTH_SECRET: secrets.AUTH_SECRET,
    LOCKSTEP_ENCRYPTION_KEYS: secrets.LOCKSTEP_ENCRYPTION_KEYS,
    // Sign-in sends people back to this address, so it has to be the one that is printed.
    AUTH_URL: `http://localhost:${settings.port}`,
    ...Object.fromEntries(kept),
    NODE_ENV: development ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
    PORT: String(settings.port),
    DATABASE_URL: databaseUrl,
    LOCKSTEP_HOME: settings.home,
    LOCKSTEP_DB_PORT: String(settings.databasePort),
    LOCKSTEP_SIMULATORS: settings.simulators ? "on" : "off",
    LOCKSTEP_SIMULATOR_PORT: String(settings.simulatorPort),
    LOCKSTEP_ENGINE: settings.engine,
    LOCKSTEP_ENGINE_PORT: String(settings.enginePort),
    ...(local && {
      // By number: the application listens on the first of the addresses that "localhost" may stand for.
      LOCKSTEP_APP_URL: `http://127.0.0.1:${settings.port}`,
      // Development mode would accept unsigned calls.
      INNGEST_DEV: undefined,
      INNGEST_SIGNING_KEY: secrets.INNGEST_SIGNING_KEY,
      INNGEST_EVENT_KEY: secrets.INNGEST_EVENT_KEY,
      INNGEST_BASE_URL: `http://127.0.0.1:${settings.enginePort}`,
    }),
  };
}
