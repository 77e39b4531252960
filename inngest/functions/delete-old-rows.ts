import { cron } from "inngest";
import { deletePast } from "../../lib/db/retention";
import { RETENTION_NAMES } from "../../lib/domain/retention";
import { inngest } from "../client";

// What is left after as many goes with the next night.
const MOST_STEPS_EACH = 50;

/** Once a day, at an hour when little runs: lets go of rows whose period has passed. */
export const deleteOldRowsDaily = inngest.createFunction(
  { id: "delete-old-rows", triggers: [cron("17 3 * * *")], retries: 2 },
  async ({ step }) => {
    const deleted: Record<string, number> = {};
    for (const name of RETENTION_NAMES) {
      deleted[name] = 0;
      for (let count = 1; count <= MOST_STEPS_EACH; count++) {
        const { rows, more } = await step.run(`delete:${name}:${count}`, () => deletePast(name));
        deleted[name] += rows;
        if (!more) break;
      }
    }
    return deleted;
  },
);
