import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { temporaryFolder } from "@/lib/testing/temporary-folder";
import { createChildren, labelled } from "./children.mjs";
import { isAlive } from "./processes.mjs";

async function setUp({ maximumDeaths = 8 } = {}) {
  const home = await temporaryFolder();
  const lines: string[] = [];
  const givenUp = vi.fn();
  const children = createChildren({
    home,
    print: (line: string) => lines.push(line),
    onPids: () => undefined,
    onGivenUp: givenUp,
    maximumDeaths: () => maximumDeaths,
  });
  onTestFinished(() => children.stop());
  const start = (code: string, options?: { restart?: boolean; stopTimeoutMs?: number }) =>
    children.start(
      { name: "part", args: ["-e", code], env: { PATH: process.env.PATH }, stopTimeoutMs: options?.stopTimeoutMs },
      options,
    );
  const until = (text: string) => vi.waitFor(() => expect(lines.join("\n")).toContain(text), { timeout: 10_000 });
  return { home, lines, children, start, until, givenUp };
}

const STAYS = "console.log('up as ' + process.pid); setInterval(() => {}, 1000);";

describe("children", () => {
  it("keeps their output, with its source, on the screen and in a file", async () => {
    const { home, start, until, children } = await setUp();
    await start(
      "console.log('plain'); console.error('trouble'); console.log('{\"level\":\"info\"}'); setInterval(() => {}, 1000)",
    );
    await until("[part] plain");
    await until("[part] trouble");
    await until('{"from":"part","level":"info"}');
    await children.stop();
    await vi.waitFor(async () =>
      expect(await readFile(path.join(home, "logs", "part.log"), "utf8")).toContain("plain\n"),
    );
  });

  it("start again when they die, and say so", async () => {
    const { start, until, children } = await setUp();
    await start(STAYS);
    await until("up as");
    const [first = 0] = Object.values(children.pids());
    await children.kill("part", "SIGKILL");
    await until("ended unexpectedly (SIGKILL)");
    await vi.waitFor(() =>
      expect(Object.values(children.pids())[0]).toSatisfy((pid) => typeof pid === "number" && pid !== first),
    );
    await until(`up as ${Object.values(children.pids())[0]}`);
  });

  it("stay dead without that policy until they are restarted", async () => {
    const { start, until, children, givenUp } = await setUp();
    await start(STAYS, { restart: false });
    await until("up as");
    await children.kill("part", "SIGKILL");
    expect(children.pids()).toEqual({});
    expect(givenUp).not.toHaveBeenCalled();
    await children.restart("part");
    await until(`up as ${Object.values(children.pids())[0]}`);
  });

  it("are given up, with their last words, when they die again and again", async () => {
    const { start, givenUp } = await setUp({ maximumDeaths: 2 });
    await start("console.error('no database'); process.exit(3)");
    await vi.waitFor(
      () => expect(givenUp).toHaveBeenCalledWith("part", ["no database", "no database", "no database"]),
      {
        timeout: 10_000,
      },
    );
  });

  it("report a death that nobody asked for when they are not started again", async () => {
    const { start, givenUp } = await setUp();
    await start("console.error('no port'); process.exit(3)", { restart: false });
    await vi.waitFor(() => expect(givenUp).toHaveBeenCalledWith("part", ["no port"]), { timeout: 10_000 });
  });

  it("are asked to stop, then ended", async () => {
    const { start, until, children, lines } = await setUp();
    await start("process.on('SIGTERM', () => console.log('asked')); console.log('deaf'); setInterval(() => {}, 1000)", {
      stopTimeoutMs: 200,
    });
    await until("deaf");
    const [pid = 0] = Object.values(children.pids());
    await children.stop();
    expect(isAlive(pid)).toBe(false);
    expect(lines).toContain("[part] asked");
    expect(lines.join("\n")).toContain("still has work open");
  });

  it("take what they started with them", async () => {
    const { start, until, children, lines } = await setUp();
    await start(
      `const { spawn } = require("node:child_process");
       const inner = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
       console.log("inner " + inner.pid); setInterval(() => {}, 1000);`,
    );
    await until("inner ");
    const inner = Number(/inner (\d+)/.exec(lines.join("\n"))?.[1]);
    expect(isAlive(inner)).toBe(true);
    await children.stop();
    await vi.waitFor(() => expect(isAlive(inner)).toBe(false));
  });
});

it("labels JSON inside and text in front", () => {
  expect(labelled("app", '{"a":1}')).toBe('{"from":"app","a":1}');
  expect(labelled("app", "{ not json")).toBe("[app] { not json");
});
