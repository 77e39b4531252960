import { expect, it } from "vitest";
import { checkLockFile } from "./lock-check.mjs";

const lock = (packages: Record<string, object>) =>
  JSON.stringify({ lockfileVersion: 3, packages: { "": {}, ...packages } });
const entry = (more: object = {}) => ({ version: "1.0.0", integrity: "sha512-abc", ...more });

it("accepts packages that carry their hash and nothing of where they came from", () => {
  expect(checkLockFile(lock({ "node_modules/a": entry() }))).toEqual([]);
});

it("names a package that records its download address", () => {
  const problems = checkLockFile(lock({ "node_modules/a": entry({ resolved: "https://packages.example/a.tgz" }) }));
  expect(problems).toEqual(['node_modules/a records where it was downloaded from ("resolved").']);
});

it("names a package without a hash", () => {
  expect(checkLockFile(lock({ "node_modules/a": { version: "1.0.0" } }))).toEqual([
    "node_modules/a has no integrity hash.",
  ]);
});

it("names an optional package that was left out", () => {
  const text = lock({ "node_modules/a": entry({ optionalDependencies: { "@a/other-machine": "1.0.0" } }) });
  expect(checkLockFile(text)).toEqual(["node_modules/a needs @a/other-machine, which is not in the lock file."]);
});

it("finds a dependency in any folder above, as Node does", () => {
  const nested = "node_modules/a/node_modules/@b/c";
  const text = lock({
    "node_modules/a": entry(),
    "node_modules/d": entry(),
    [nested]: entry({ dependencies: { d: "1.0.0", e: "1.0.0" } }),
    "node_modules/a/node_modules/e": entry(),
  });
  expect(checkLockFile(text)).toEqual([]);
});
