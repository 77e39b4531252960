import { readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type BenchResult, formatTable, keepsTarget } from "./report";
import { type Stack, startStack } from "./stack";
import type { Benchmark } from "./types";

/** npm run bench [-- NAME…] [--json FILE]: runs the files of `bench/` one after another and prints what they measured. */
const benchFolder = path.join(import.meta.dirname, "..");

const { names, jsonFile } = readArguments(process.argv.slice(2));
const benchmarks = await loadBenchmarks();
const unknown = names.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no benchmark ${unknown.join(", ")}; there are: ${benchmarks.map(({ name }) => name).join(", ")}\n`,
  );
  process.exit(1);
}

const results: BenchResult[] = [];
for (const benchmark of benchmarks.filter(({ name }) => names.length === 0 || names.includes(name))) {
  results.push(await runBenchmark(benchmark));
}
process.stdout.write(`\n${formatTable(results)}\n`);
if (jsonFile) await writeFile(jsonFile, `${JSON.stringify({ results }, null, 2)}\n`);
const missed = results.some((result) => result.error !== undefined || !result.figures.every(keepsTarget));
// A stack that was stopped leaves nothing open, but a benchmark's own client might.
process.exit(missed ? 1 : 0);

async function runBenchmark(benchmark: Benchmark): Promise<BenchResult> {
  const log = (line: string) => process.stdout.write(`[${benchmark.name}] ${line}\n`);
  const stacks: Stack[] = [];
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  log("starts");
  try {
    const figures = await benchmark.run({
      log,
      startStack: async (options) => {
        const stack = await startStack(options);
        stacks.push(stack);
        return stack;
      },
    });
    return { name: benchmark.name, seconds: seconds(), figures };
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    log(text);
    return { name: benchmark.name, seconds: seconds(), figures: [], error: text };
  } finally {
    await Promise.all(stacks.map((stack) => stack.stop()));
  }
}

async function loadBenchmarks(): Promise<Benchmark[]> {
  const files = (await readdir(benchFolder))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .sort();
  return Promise.all(
    files.map((file) => import(pathToFileURL(path.join(benchFolder, file)).href) as Promise<Benchmark>),
  );
}

function readArguments(args: string[]): { names: string[]; jsonFile: string | undefined } {
  const at = args.indexOf("--json");
  if (at === -1) return { names: args, jsonFile: undefined };
  const jsonFile = args[at + 1];
  if (!jsonFile) {
    process.stderr.write("--json needs a file name.\n");
    process.exit(1);
  }
  return { names: args.filter((_, index) => index !== at && index !== at + 1), jsonFile };
}
