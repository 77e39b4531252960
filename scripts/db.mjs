import { ensureGenerated } from "./lib/ensure-generated.mjs";
import { ensureInstalled } from "./lib/ensure-installed.mjs";
import { claimHome, releaseHome } from "./lib/run-record.mjs";
import { runCommand, SetupError, say } from "./lib/say.mjs";
import { loadEnvFile, readSettings } from "./lib/settings.mjs";

/**
 * npm run db:migrate | db:seed | db:reset | db:migration -- NAME, and `check`, which fails when the schema and the
 * migrations differ. Against DATABASE_URL, or the embedded server, which is started for the time it takes.
 */
const COMMANDS = ["migrate", "migration", "check", "seed", "reset"];

await runCommand(async () => {
  const [command, name] = process.argv.slice(2);
  if (!command || !COMMANDS.includes(command))
    throw new SetupError(`Usage: node scripts/db.mjs ${COMMANDS.join(" | ")}`);
  loadEnvFile();
  const settings = readSettings(process.env);
  await ensureInstalled();
  // Imported only now, because they need the dependencies.
  const { openDatabase, seed, resetDatabase } = await import("./lib/database.mjs");
  const { applyMigrations } = await import("./lib/migrations.mjs");
  const { checkDrift, writeMigration } = await import("./lib/migration-files.mjs");

  // Whoever runs on this home would go on with a database that is gone.
  if (command === "reset") await claimHome(settings.home);
  const database = await openDatabase(settings);
  try {
    if (command === "check") return await checkDrift(database.url);
    if (command === "migration") return await writeMigration(database.url, name);
    if (command === "reset") await resetDatabase(database.url);
    const applied = await applyMigrations(database.url);
    say(applied.length > 0 ? `Applied ${applied.join(", ")}.` : "All migrations are applied.");
    if (command === "migrate") return 0;
    await ensureGenerated();
    const { withSimulators } = await import("./lib/simulators.mjs");
    await withSimulators({ settings, databaseUrl: database.url, fresh: command === "reset" }, () =>
      seed({ settings, url: database.url }),
    );
    return 0;
  } finally {
    await database.close();
    if (command === "reset") await releaseHome(settings.home);
  }
});
