import { createServer } from "node:net";

/**
 * Whether a port can be listened on. An address this machine does not have (no IPv6) does not count as taken.
 * @param {number} port
 * @param {string} host
 * @returns {Promise<boolean>}
 */
export function isPortFree(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) =>
      resolve(!("code" in error) || (error.code !== "EADDRINUSE" && error.code !== "EACCES")),
    );
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Below the system's own range for outgoing connections, one of which could take the port before it is used. */
const PICK_FROM = 20_000;
const PICK_COUNT = 12_000;

/**
 * Ports that are free now, all different: they are held open together while being picked.
 * @param {number} count
 * @returns {Promise<number[]>}
 */
export async function freePorts(count) {
  const held = await Promise.all(Array.from({ length: count }, holdAny));
  await Promise.all(held.map(({ server }) => new Promise((resolve) => server.close(resolve))));
  return held.map(({ port }) => port);
}

async function holdAny() {
  for (let tries = 0; tries < 200; tries += 1) {
    const port = PICK_FROM + Math.floor(Math.random() * PICK_COUNT);
    const server = await hold(port);
    if (server) return { server, port };
  }
  throw new Error("No free port was found.");
}

/**
 * @param {number} port
 * @returns {Promise<import("node:net").Server | undefined>}
 */
function hold(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => resolve(server));
  });
}
