import { mkdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "@/lib/testing/temporary-folder";
import { hashFiles } from "./hash.mjs";

async function setUp() {
  const root = await temporaryFolder();
  await mkdir(path.join(root, "lib", "deep"), { recursive: true });
  await writeFile(path.join(root, "lib", "a.ts"), "a");
  await writeFile(path.join(root, "lib", "deep", "b.ts"), "b");
  await writeFile(path.join(root, "package.json"), "{}");
  const hash = (keep?: (file: string) => boolean) => hashFiles(root, ["lib", "package.json", "absent"], keep);
  return { root, hash };
}

it("stays the same while nothing changes", async () => {
  const { hash } = await setUp();
  expect(await hash()).toBe(await hash());
});

it("changes with a file's content, name, arrival and departure", async () => {
  const { root, hash } = await setUp();
  const seen = [await hash()];
  await writeFile(path.join(root, "lib", "deep", "b.ts"), "changed");
  seen.push(await hash());
  await rename(path.join(root, "lib", "deep", "b.ts"), path.join(root, "lib", "deep", "c.ts"));
  seen.push(await hash());
  await writeFile(path.join(root, "lib", "new.ts"), "");
  seen.push(await hash());
  await writeFile(path.join(root, "absent"), "now here");
  seen.push(await hash());
  expect(new Set(seen).size).toBe(seen.length);
});

it("tells content that moved from one file to the next apart", async () => {
  const { root, hash } = await setUp();
  const before = await hash();
  await writeFile(path.join(root, "lib", "a.ts"), "b");
  await writeFile(path.join(root, "lib", "deep", "b.ts"), "a");
  expect(await hash()).not.toBe(before);
});

it("leaves out what it is told to", async () => {
  const { root, hash } = await setUp();
  const keep = (file: string) => !file.endsWith(".test.ts");
  const before = await hash(keep);
  await writeFile(path.join(root, "lib", "a.test.ts"), "expect");
  expect(await hash(keep)).toBe(before);
});
