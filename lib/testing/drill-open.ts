import type { OpenConnection, Opener } from "../connections/open-connection";

/**
 * Opens a connection once for all steps of a reading, where the engine opens it for each: a history is mostly statements,
 * and these are the same over and over. Steps with a deadline of their own are opened as ever.
 */
export function keepOpen(open: Opener) {
  let kept: Promise<OpenConnection> | null = null;
  const drop = (): Promise<OpenConnection> | null => {
    const held = kept;
    kept = null;
    return held;
  };
  return {
    async open(options: Parameters<Opener>[0]): Promise<OpenConnection> {
      if (options.deadline !== null) return open(options);
      const opening = kept ?? open(options);
      kept = opening;
      const connection = await opening.catch((error: unknown) => {
        drop();
        throw error;
      });
      return { ...connection, close: () => Promise.resolve() };
    },
    /** Writes what is still unsaved of the calls made. */
    async close(): Promise<void> {
      await (await drop())?.close();
    },
  };
}
