import { readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "@/lib/testing/temporary-folder";
import { loadSecrets } from "./secrets.mjs";

it("makes secrets once and keeps them", async () => {
  const home = await temporaryFolder();
  const first = await loadSecrets(home);
  expect(await loadSecrets(home)).toEqual(first);
  expect(await loadSecrets(await temporaryFolder())).not.toEqual(first);
});

it("makes them in the forms their readers expect", async () => {
  const secrets = await loadSecrets(await temporaryFolder());
  expect(secrets.INNGEST_SIGNING_KEY).toMatch(/^signkey-local-[0-9a-f]{64}$/);
  const [id, key = ""] = secrets.LOCKSTEP_ENCRYPTION_KEYS.split(":");
  expect(id).toBe("k1");
  expect(Buffer.from(key, "base64")).toHaveLength(32);
  // The password becomes part of an address without escaping.
  expect(secrets.databasePassword).toMatch(/^[0-9a-f]+$/);
});

it("lets nobody else read the file", async () => {
  const home = await temporaryFolder();
  await loadSecrets(home);
  expect((await stat(path.join(home, "secrets.json"))).mode & 0o777).toBe(0o600);
});

it("adds what an older file lacks and leaves the rest as it is", async () => {
  const home = await temporaryFolder();
  await writeFile(path.join(home, "secrets.json"), JSON.stringify({ LOCKSTEP_ENCRYPTION_KEYS: "k0:old" }));
  const secrets = await loadSecrets(home);
  expect(secrets.LOCKSTEP_ENCRYPTION_KEYS).toBe("k0:old");
  expect(secrets.AUTH_SECRET.length).toBeGreaterThan(30);
  expect(JSON.parse(await readFile(path.join(home, "secrets.json"), "utf8"))).toEqual(secrets);
});

it("refuses a damaged file instead of replacing the keys that stored credentials need", async () => {
  const home = await temporaryFolder();
  const file = path.join(home, "secrets.json");
  await writeFile(file, '{"AUTH_SECRET": "abc');
  await expect(loadSecrets(home)).rejects.toThrow("is not readable as JSON");
  expect(await readFile(file, "utf8")).toBe('{"AUTH_SECRET": "abc');
});
