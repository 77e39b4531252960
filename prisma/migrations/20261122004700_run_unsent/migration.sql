-- AlterTable
ALTER TABLE "SyncRun" ADD COLUMN     "unsent" INTEGER;

-- What ended before this was kept is counted once.
UPDATE "SyncRun" r SET "unsent" = (
  SELECT count(*) FROM "Operation" o WHERE o."syncRunId" = r."id" AND o."state" NOT IN ('applied', 'failed')
)
WHERE r."endedAt" IS NOT NULL AND r."kind" <> 'pull' AND NOT r."dryRun";

UPDATE "SyncRun" r SET "unsent" = c.held, "added" = c.added, "changed" = c.changed, "removed" = c.removed
FROM (
  SELECT o."planId" AS id, count(*) FILTER (WHERE NOT o.goes) AS held,
    count(*) FILTER (WHERE o.goes AND o."kind" = 'create') AS added,
    count(*) FILTER (WHERE o.goes AND o."kind" NOT IN ('create', 'archive', 'remove')) AS changed,
    count(*) FILTER (WHERE o.goes AND o."kind" IN ('archive', 'remove')) AS removed
  -- Its plan may have been pushed since: what somebody let pass then was held.
  FROM (SELECT *, "state" <> 'held' AND "approvedAt" IS NULL AS goes FROM "Operation") o GROUP BY o."planId"
) c
WHERE r."planId" = c.id AND r."dryRun" AND r."endedAt" IS NOT NULL;
