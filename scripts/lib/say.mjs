/**
 * What the commands tell a person. Programs read results elsewhere (files, exit codes), so these go to stdout as plain text.
 * @param {string} text
 */
export function say(text) {
  process.stdout.write(`${text}\n`);
}

/** An error whose message is written for the person at the terminal; shown without a stack. */
export class SetupError extends Error {
  /** @param {string} message @param {{ cause?: unknown }} [options] */
  constructor(message, options) {
    super(message, options);
    this.name = "SetupError";
  }
}

/**
 * Runs a command's main function: a SetupError ends it with its message, anything else with its stack.
 * @param {() => Promise<number | void>} main resolves to the exit code (0 when nothing is returned)
 */
export async function runCommand(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    const text = error instanceof SetupError ? error.message : error instanceof Error ? error.stack : String(error);
    process.stderr.write(`\n${text}\n`);
    process.exitCode = 1;
  }
}
