-- AlterTable
ALTER TABLE "SyncRun" ADD COLUMN     "added" INTEGER,
ADD COLUMN     "changed" INTEGER,
ADD COLUMN     "removed" INTEGER;

-- What ended before this was kept is counted once.
UPDATE "SyncRun" r SET "added" = c.added, "changed" = c.changed, "removed" = c.removed
FROM (
  SELECT o."syncRunId" AS id,
    count(*) FILTER (WHERE o."kind" = 'create') AS added,
    count(*) FILTER (WHERE o."kind" NOT IN ('create', 'archive', 'remove')) AS changed,
    count(*) FILTER (WHERE o."kind" IN ('archive', 'remove')) AS removed
  FROM "Operation" o WHERE o."state" = 'applied' GROUP BY o."syncRunId"
) c
WHERE r."id" = c.id AND r."endedAt" IS NOT NULL AND r."kind" <> 'pull';
