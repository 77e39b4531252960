import { ensureInstalled } from "./lib/ensure-installed.mjs";
import { runCommand } from "./lib/say.mjs";

/** npm run bench [-- NAME…] [--json FILE]: sets up what is missing, then hands over to bench/support/main.ts. */
await runCommand(async () => {
  await ensureInstalled();
  // Imported only now, because they need the dependencies.
  const { ensureGenerated } = await import("./lib/ensure-generated.mjs");
  const { run } = await import("./lib/run.mjs");
  await ensureGenerated();
  const { typescript } = await import("./lib/typescript.mjs");
  const args = typescript("bench/support/main.ts", ...process.argv.slice(2));
  return (await run(process.execPath, args)).code ?? 1;
});
