import { type ChildProcess, spawn, execSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { freePorts } from "../../scripts/lib/ports.mjs";
import { startPostgres } from "../../scripts/lib/postgres.mjs";
import { makeTemporaryHome, removeTemporaryHome } from "../../scripts/lib/temporary-home.mjs";
import { typescript } from "../../scripts/lib/typescript.mjs";
import { stepsPerSecond } from "./ten-steps";
const [port, enginePort, databasePort] = await freePorts(3);
const home = await makeTemporaryHome("bench-executor");
const database = await startPostgres({ home, port: databasePort ?? 0, password: "bench" });
const eventKey = randomBytes(16).toString("hex");
const env = { PATH: process.env.PATH ?? "", NODE_ENV: "production", LOG_LEVEL: "warn", PORT: String(port), DATABASE_URL: database.url, AUTH_SECRET: randomBytes(16).toString("hex"), LOCKSTEP_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString("base64")}`, LOCKSTEP_APP_URL: `http://127.0.0.1:${port}`, LOCKSTEP_ENGINE_PORT: String(enginePort), INNGEST_BASE_URL: `http://127.0.0.1:${enginePort}`, INNGEST_EVENT_KEY: eventKey, INNGEST_SIGNING_KEY: `signkey-local-${randomBytes(32).toString("hex")}`, LOCKSTEP_EXECUTOR_CONCURRENCY: process.env.CONC ?? "" };
const children: ChildProcess[] = [];
const cpu = (pid: number) => { const f = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" "); return (Number(f[11]) + Number(f[12])) / 100; };
const pgs = () => execSync(`ps -o pid= --ppid ${database.pid}`).toString().trim().split(/\s+/).map(Number);
const pgcpu = () => { let t = 0; for (const p of pgs()) { try { t += cpu(p); } catch {} } return t; };
try {
  const extra = process.env.PROF ? ["--cpu-prof", "--cpu-prof-dir=/tmp/prof"] : [];
  for (const file of ["bench/support/ten-steps-app.ts", "scripts/executor.ts"]) children.push(spawn(process.execPath, [...extra, ...typescript(file)], { env, stdio: ["ignore", "ignore", "inherit"] }));
  const engineUrl = `http://127.0.0.1:${enginePort}`;
  for (let i = 0; i < 300; i++) { if (await fetch(`${engineUrl}/health`).then((a) => a.ok, () => false)) break; await new Promise((r) => setTimeout(r, 100)); }
  const engine = { engineUrl, eventKey, databaseUrl: database.url };
  await stepsPerSecond(engine, "bench/ten-steps", 60); await stepsPerSecond(engine, "bench/ten-steps-plain", 60);
  for (const ev of ["bench/ten-steps", "bench/ten-steps", "bench/ten-steps-plain", "bench/ten-steps-plain"]) {
    const b = [cpu(children[0]!.pid!), cpu(children[1]!.pid!), pgcpu()];
    const s = await stepsPerSecond(engine, ev, 200);
    const a = [cpu(children[0]!.pid!), cpu(children[1]!.pid!), pgcpu()];
    const d = a.map((x, i) => ((x - b[i]!) * 1000 / 2000).toFixed(3));
    console.log(ev, Math.round(s), "steps/s  ms cpu/step app", d[0], "exec", d[1], "pg", d[2], "load", readFileSync("/proc/loadavg","utf8").split(" ")[0]);
  }
} finally {
  for (const c of children) { c.kill("SIGTERM"); await new Promise((r) => c.once("exit", r)); }
  await database.stop(); await removeTemporaryHome(home);
}
process.exit(0);
