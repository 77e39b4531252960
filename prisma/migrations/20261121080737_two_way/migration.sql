-- CreateEnum
CREATE TYPE "RunKind" AS ENUM ('push', 'pull', 'undo');

-- CreateEnum
CREATE TYPE "BreakerState" AS ENUM ('closed', 'open', 'half_open');

-- AlterTable
ALTER TABLE "AuditEntry" ADD COLUMN     "syncRunId" UUID;

-- AlterTable
ALTER TABLE "Conflict" ADD COLUMN     "campaignId" UUID NOT NULL,
ADD COLUMN     "campaignSetId" UUID NOT NULL,
ADD COLUMN     "openKey" UUID,
ADD COLUMN     "platform" "Platform" NOT NULL,
ADD COLUMN     "recordName" TEXT NOT NULL;

-- AlterTable
ALTER TABLE "Link" ADD COLUMN     "goneAt" TIMESTAMPTZ(3),
ADD COLUMN     "missingSince" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "SyncRun" ADD COLUMN     "connectionId" UUID,
ADD COLUMN     "findings" JSONB,
ADD COLUMN     "kind" "RunKind" NOT NULL DEFAULT 'push',
ADD COLUMN     "undoOfId" UUID,
ALTER COLUMN "campaignSetId" DROP NOT NULL;

-- CreateTable
CREATE TABLE "Breaker" (
    "connectionId" UUID NOT NULL,
    "state" "BreakerState" NOT NULL DEFAULT 'closed',
    "windowStartedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "calls" INTEGER NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "earlierCalls" INTEGER NOT NULL DEFAULT 0,
    "earlierFailures" INTEGER NOT NULL DEFAULT 0,
    "openUntil" TIMESTAMPTZ(3),
    "trips" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "Breaker_pkey" PRIMARY KEY ("connectionId")
);

-- CreateTable
CREATE TABLE "AuthorizationFlow" (
    "stateHash" TEXT NOT NULL,
    "organizationId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "platform" "Platform" NOT NULL,
    "mode" "ConnectionMode" NOT NULL,
    "connectionId" UUID,
    "codeVerifier" TEXT NOT NULL,
    "redirectUri" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AuthorizationFlow_pkey" PRIMARY KEY ("stateHash")
);

-- CreateTable
CREATE TABLE "RemoteRecord" (
    "id" UUID NOT NULL,
    "organizationId" UUID NOT NULL,
    "connectionId" UUID NOT NULL,
    "recordKind" "RecordKind" NOT NULL,
    "platformId" TEXT NOT NULL,
    "parentPlatformId" TEXT,
    "name" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "firstSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "seenAt" TIMESTAMPTZ(3) NOT NULL,
    "dismissedAt" TIMESTAMPTZ(3),

    CONSTRAINT "RemoteRecord_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ListingPage" (
    "syncRunId" UUID NOT NULL,
    "recordKind" "RecordKind" NOT NULL,
    "page" INTEGER NOT NULL,
    "platformIds" TEXT[],

    CONSTRAINT "ListingPage_pkey" PRIMARY KEY ("syncRunId","recordKind","page")
);

-- CreateIndex
CREATE INDEX "AuthorizationFlow_expiresAt_idx" ON "AuthorizationFlow"("expiresAt");

-- CreateIndex
CREATE INDEX "RemoteRecord_organizationId_idx" ON "RemoteRecord"("organizationId");

-- CreateIndex
CREATE UNIQUE INDEX "RemoteRecord_connectionId_recordKind_platformId_key" ON "RemoteRecord"("connectionId", "recordKind", "platformId");

-- CreateIndex
CREATE UNIQUE INDEX "Conflict_openKey_key" ON "Conflict"("openKey");

-- CreateIndex
CREATE INDEX "Conflict_recordId_idx" ON "Conflict"("recordId");

-- CreateIndex
CREATE INDEX "SyncRun_connectionId_id_idx" ON "SyncRun"("connectionId", "id");

-- AddForeignKey
ALTER TABLE "Breaker" ADD CONSTRAINT "Breaker_connectionId_fkey" FOREIGN KEY ("connectionId") REFERENCES "Connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RemoteRecord" ADD CONSTRAINT "RemoteRecord_connectionId_fkey" FOREIGN KEY ("connectionId") REFERENCES "Connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ListingPage" ADD CONSTRAINT "ListingPage_syncRunId_fkey" FOREIGN KEY ("syncRunId") REFERENCES "SyncRun"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SyncRun" ADD CONSTRAINT "SyncRun_connectionId_fkey" FOREIGN KEY ("connectionId") REFERENCES "Connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Conflict" ADD CONSTRAINT "Conflict_linkId_fkey" FOREIGN KEY ("linkId") REFERENCES "Link"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Conflict" ADD CONSTRAINT "Conflict_connectionId_fkey" FOREIGN KEY ("connectionId") REFERENCES "Connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A run works on one thing: a campaign set or a connection.
ALTER TABLE "SyncRun" ADD CONSTRAINT "SyncRun_subject_check" CHECK (num_nonnulls("campaignSetId", "connectionId") = 1);
