import { Inngest } from "inngest";
import { inngestLogger } from "./logger";

/**
 * The application's connection to whoever runs its functions: the local executor or Inngest, decided by the
 * environment alone. A leaf: it imports nothing of the application but its log.
 */
export const inngest = new Inngest({
  id: "lockstep",
  logger: inngestLogger,
  // One request carries many steps and reports each as it is done; without this a long run replays itself to death.
  checkpointing: { maxRuntime: "5m" },
});
