import { cron } from "inngest";
import { deleteOldRows } from "../../lib/db/retention";
import { inngest } from "../client";

/** Once a day, at an hour when little runs: lets go of rows whose period has passed. */
export const deleteOldRowsDaily = inngest.createFunction(
  { id: "delete-old-rows", triggers: [cron("17 3 * * *")], retries: 2 },
  async ({ step }) => step.run("delete", () => deleteOldRows()),
);
