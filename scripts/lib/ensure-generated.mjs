import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { binOf } from "./ensure-installed.mjs";
import { hashFiles } from "./hash.mjs";
import { cacheFolder, inProject, projectRoot } from "./paths.mjs";
import { run } from "./run.mjs";
import { SetupError, say } from "./say.mjs";

const MARK = path.join(cacheFolder, "prisma-generated");

/** Generates the Prisma client when the schema or Prisma's version is not the generated one. */
export async function ensureGenerated() {
  const wanted = await hashFiles(projectRoot, ["prisma/schema.prisma", "node_modules/prisma/package.json"]);
  const present = existsSync(MARK) ? await readFile(MARK, "utf8") : "";
  if (present === wanted && existsSync(inProject("prisma", "generated", "client.ts"))) return;
  say("Generating the database client.");
  const { code, output } = await run(process.execPath, [binOf.prisma, "generate"], {
    capture: true,
    // Generating needs no schema engine, yet Prisma looks for one and would download it. Any existing file stops the search.
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: "1" },
  });
  if (code !== 0) throw new SetupError(`The database client could not be generated:\n${output}`);
  await mkdir(cacheFolder, { recursive: true });
  await writeFile(MARK, wanted);
}
