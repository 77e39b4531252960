const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/**
 * Code that a page asks for after it was drawn, asked for again for as long as it cannot be fetched: the connection may be
 * gone, or the server may be starting anew. Code that arrived and broke is an error like any other.
 */
export async function untilLoaded<Module>(load: () => Promise<Module>): Promise<Module> {
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    try {
      return await load();
    } catch (error) {
      if (!wasNotFetched(error)) throw error;
      await pauseOrOnline(waitMs);
    }
  }
}

/** How the bundler names it. */
const wasNotFetched = (error: unknown) => error instanceof Error && error.name === "ChunkLoadError";

/** @param ms Milliseconds; cut short when the browser comes back online. */
function pauseOrOnline(ms: number) {
  return new Promise<void>((resolve) => {
    const goOn = () => {
      clearTimeout(timer);
      window.removeEventListener("online", goOn);
      resolve();
    };
    const timer = setTimeout(goOn, ms);
    window.addEventListener("online", goOn);
  });
}
