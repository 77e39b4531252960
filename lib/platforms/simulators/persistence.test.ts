import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRedditHost, driveReddit } from "../reddit/simulator-driver";
import { StateFile, StateStore } from "./state-store";

let home: string;
let children: ChildProcess[];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "lockstep-simulators-"));
  children = [];
});

afterEach(async () => {
  await Promise.all(children.map((child) => end(child, "SIGKILL")));
  rmSync(home, { recursive: true, force: true });
});

/** The simulators as a process of their own; ready when its first line says so. */
async function startProcess(environment: Record<string, string> = {}): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, ["--import", "tsx", "--conditions=react-server", "scripts/simulators.ts"], {
    env: { ...process.env, LOCKSTEP_HOME: home, LOCKSTEP_SIMULATOR_PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "ignore"],
  });
  children.push(child);
  for await (const line of createInterface({ input: child.stdout })) {
    const { port } = JSON.parse(line) as { port: number };
    return { child, port };
  }
  throw new Error("The simulators ended before they were ready.");
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => {
    child.once("exit", (code) => resolve(code));
    child.kill(signal);
  });
}

const stateLines = () => readFileSync(join(home, "simulators", "state.jsonl"), "utf8").split("\n").length;

describe("a simulator process", () => {
  it("keeps every acknowledged write through SIGKILL, and goes on with new ids", async () => {
    const first = await startProcess();
    const reddit = await driveReddit({ fetch }, { baseUrl: `http://127.0.0.1:${first.port}/reddit` });
    const acknowledged: unknown[] = [];
    // Killed with calls on the way: what was answered must be there afterwards.
    const calls = Array.from({ length: 60 }, async (_, index) => {
      const answer = await reddit.call(
        "POST",
        `${reddit.accountPath}/campaigns`,
        reddit.campaign({ name: `Campaign ${index}` }),
      );
      acknowledged.push(answer.data.id);
      if (acknowledged.length === 30) first.child.kill("SIGKILL");
    });
    await Promise.allSettled(calls);
    expect(acknowledged.length).toBeGreaterThanOrEqual(30);

    const second = await startProcess();
    const again = await driveReddit({ fetch }, { baseUrl: `http://localhost:${second.port}/reddit` });
    const { body } = await again.call("GET", `${again.accountPath}/campaigns?page.size=1000`);
    const kept = (body.data as { id: string }[]).map(({ id }) => id);
    expect(kept).toEqual(expect.arrayContaining(acknowledged));
    expect(new Set(kept).size).toBe(kept.length);
    const next = await again.call("POST", `${again.accountPath}/campaigns`, again.campaign());
    expect(kept).not.toContain(next.data.id);
    expect(await end(second.child, "SIGTERM")).toBe(0);
  }, 30_000);

  it("leaves nothing behind when its state is kept in memory", async () => {
    const { child, port } = await startProcess({ LOCKSTEP_SIMULATOR_STATE: "memory" });
    await driveReddit({ fetch }, { baseUrl: `http://127.0.0.1:${port}/reddit` });
    expect(await end(child, "SIGTERM")).toBe(0);
    expect(readdirSync(home)).toEqual([]);
  }, 30_000);

  it("refuses a port that is taken, and does not touch the state of whoever has it", async () => {
    const { port } = await startProcess();
    const reddit = await driveReddit({ fetch }, { baseUrl: `http://127.0.0.1:${port}/reddit` });
    const before = stateLines();
    await expect(startProcess({ LOCKSTEP_SIMULATOR_PORT: String(port) })).rejects.toThrow("ended before");
    expect((await reddit.call("POST", `${reddit.accountPath}/campaigns`, reddit.campaign())).status).toBe(201);
    expect(stateLines()).toBeGreaterThan(before);
  }, 30_000);
});

describe("the state file", () => {
  const open = async () => {
    const host = createRedditHost({ stateFile: join(home, "state.jsonl") });
    return { host, reddit: await driveReddit(host) };
  };

  it("survives a last line cut short", async () => {
    const { host, reddit } = await open();
    const { data } = await reddit.call("POST", `${reddit.accountPath}/campaigns`, reddit.campaign());
    await host.close();
    appendFileSync(join(home, "state.jsonl"), '["reddit","campaigns","1","{ unfin');
    const next = await open();
    expect((await next.reddit.call("GET", `/campaigns/${data.id}`)).status).toBe(200);
    await next.host.close();
  });

  it("brings back ads with their parents, tokens and the history", async () => {
    const { host, reddit } = await open();
    host.platform("reddit").platform.control.bulk({ kind: "ad", count: 3, seed: 1, options: {} });
    const campaign = host.platform("reddit").platform.control.list("campaign", new URLSearchParams())[0];
    await reddit.call("PATCH", `/campaigns/${campaign?.id}`, { name: "Renamed" });
    await host.close();

    const again = createRedditHost({ stateFile: join(home, "state.jsonl") });
    const authorization = `Bearer ${reddit.token()}`;
    const read = await again.fetch(`http://reddit.test/reddit/api/v3${reddit.accountPath}/ads`, {
      headers: { authorization, "user-agent": "node:test:1 (by /u/test)" },
    });
    expect(((await read.json()) as { data: unknown[] }).data).toHaveLength(3);
    const history = again.platform("reddit").store.collection<{ after: string }>("history");
    expect([...history.values()].map(({ after }) => after)).toEqual(["Renamed"]);
    await again.close();
  });

  it("drops what was deleted, and stays small when the same record changes for ever", () => {
    const path = join(home, "small.jsonl");
    const stores = new Map<string, StateStore>();
    const file = new StateFile(path, () => stores.entries());
    const store = new StateStore(
      "test",
      () => 0,
      (change) => file.record(change),
    );
    stores.set("test", store);
    file.open();
    const records = store.collection<string>("records");
    records.put("gone", "x");
    records.delete("gone");
    for (let index = 0; index < 200; index += 1) {
      records.put("kept", `${index} ${"x".repeat(100_000)}`);
      file.flush();
    }
    file.close();
    expect(statSync(path).size).toBeLessThan(9 * 1024 * 1024);

    const copies = new Map([
      [
        "test",
        new StateStore(
          "test",
          () => 0,
          () => undefined,
        ),
      ],
    ]);
    const reread = new StateFile(path, () => copies.entries());
    reread.open();
    reread.close();
    const [value] = [...(copies.get("test")?.collection<string>("records").values() ?? [])];
    expect(value?.startsWith("199 ")).toBe(true);
    expect(copies.get("test")?.collection("records").size).toBe(1);
  });
});
