import { ensureInstalled } from "./lib/ensure-installed.mjs";
import { runCommand, SetupError, say } from "./lib/say.mjs";

/**
 * npm test: everything that is checked, in order, with one closing line `N passed, N failed`. Each static check counts as one.
 * npm test -- --only static,unit,db,e2e   for a part of it; coverage and its limit belong to a whole run.
 */
const PARTS = ["static", "unit", "db", "e2e"];

await runCommand(async () => {
  const parts = chosenParts(process.argv.slice(2));
  await ensureInstalled();
  // Imported only now, because they need the dependencies.
  const { runTests } = await import("./lib/test-run.mjs");
  const { addUp } = await import("./lib/test-results.mjs");
  const total = addUp(await runTests(parts));
  for (const note of total.notes) say(`! ${note}`);
  if (total.skipped > 0) say(`${total.skipped} skipped`);
  say(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
});

/** @param {string[]} args */
function chosenParts(args) {
  const at = args.indexOf("--only");
  const known = args.length === 0 || (at === 0 && args.length === 2);
  const parts = at === -1 ? PARTS : (args[at + 1] ?? "").split(",");
  if (!known || parts.some((part) => !PARTS.includes(part)))
    throw new SetupError(`Usage: npm test [-- --only ${PARTS.join(",")}]`);
  return parts;
}
