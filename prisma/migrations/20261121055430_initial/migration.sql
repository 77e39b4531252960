-- CreateEnum
CREATE TYPE "Role" AS ENUM ('owner', 'admin', 'editor', 'viewer');

-- CreateEnum
CREATE TYPE "Platform" AS ENUM ('reddit', 'google_ads', 'meta', 'mailerlite', 'instantly', 'nmkr');

-- CreateEnum
CREATE TYPE "ConnectionMode" AS ENUM ('simulator', 'live');

-- CreateEnum
CREATE TYPE "ConnectionStatus" AS ENUM ('active', 'paused', 'reauthorize', 'disconnected');

-- CreateEnum
CREATE TYPE "SetStatus" AS ENUM ('draft', 'pending', 'syncing', 'active', 'paused', 'completed', 'archived', 'error');

-- CreateEnum
CREATE TYPE "RecordStatus" AS ENUM ('draft', 'pending', 'active', 'paused', 'completed', 'error', 'archived');

-- CreateEnum
CREATE TYPE "SyncStatus" AS ENUM ('pending', 'syncing', 'synced', 'failed', 'conflict');

-- CreateEnum
CREATE TYPE "Objective" AS ENUM ('awareness', 'traffic', 'engagement', 'leads', 'app_installs', 'conversions', 'sales', 'video_views');

-- CreateEnum
CREATE TYPE "BudgetType" AS ENUM ('daily', 'lifetime');

-- CreateEnum
CREATE TYPE "BidStrategy" AS ENUM ('automatic', 'manual_cpc', 'manual_cpm');

-- CreateEnum
CREATE TYPE "MatchType" AS ENUM ('broad', 'phrase', 'exact');

-- CreateEnum
CREATE TYPE "RecordKind" AS ENUM ('campaign', 'ad_group', 'ad', 'keyword');

-- CreateEnum
CREATE TYPE "RunStatus" AS ENUM ('queued', 'running', 'completed', 'partial', 'failed', 'cancelled');

-- CreateEnum
CREATE TYPE "RunTrigger" AS ENUM ('person', 'api', 'schedule', 'retry', 'pause', 'resume');

-- CreateEnum
CREATE TYPE "OperationKind" AS ENUM ('create', 'update', 'pause', 'resume', 'archive', 'remove', 'adopt', 'pull');

-- CreateEnum
CREATE TYPE "OperationState" AS ENUM ('planned', 'applying', 'held', 'applied', 'failed', 'skipped');

-- CreateEnum
CREATE TYPE "ConflictStatus" AS ENUM ('open', 'resolved');

-- CreateEnum
CREATE TYPE "EventTopicKind" AS ENUM ('run', 'organization');

-- CreateTable
CREATE TABLE "Organization" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Organization_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "User" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT,
    "image" TEXT,
    "emailVerified" TIMESTAMPTZ(3),
    "passwordHash" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Account" (
    "userId" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "providerAccountId" TEXT NOT NULL,
    "refresh_token" TEXT,
    "access_token" TEXT,
    "expires_at" INTEGER,
    "token_type" TEXT,
    "scope" TEXT,
    "id_token" TEXT,
    "session_state" TEXT,

    CONSTRAINT "Account_pkey" PRIMARY KEY ("provider","providerAccountId")
);

-- CreateTable
CREATE TABLE "Membership" (
    "organizationId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "role" "Role" NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Membership_pkey" PRIMARY KEY ("organizationId","userId")
);

-- CreateTable
CREATE TABLE "ApiKey" (
    "id" UUID NOT NULL,
    "organizationId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "role" "Role" NOT NULL DEFAULT 'editor',
    "createdById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastUsedAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ApiKey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Connection" (
    "id" UUID NOT NULL,
    "organizationId" UUID NOT NULL,
    "platform" "Platform" NOT NULL,
    "name" TEXT NOT NULL,
    "mode" "ConnectionMode" NOT NULL,
    "status" "ConnectionStatus" NOT NULL DEFAULT 'active',
    "settings" JSONB NOT NULL DEFAULT '{}',
    "guardrails" JSONB NOT NULL DEFAULT '{}',
    "credentials" TEXT,
    "tokenExpiresAt" TIMESTAMPTZ(3),
    "refreshLeaseUntil" TIMESTAMPTZ(3),
    "statusReason" TEXT,
    "lastPullAt" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Connection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "FundingInstrument" (
    "id" UUID NOT NULL,
    "organizationId" UUID NOT NULL,
    "connectionId" UUID NOT NULL,
    "platformId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "isServable" BOOLEAN NOT NULL,
    "reasons" TEXT[],
    "observedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "FundingInstrument_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "QuotaWindow" (
    "connectionId" UUID NOT NULL,
    "quotaGroup" TEXT NOT NULL,
    "limit" INTEGER NOT NULL,
    "windowMs" INTEGER NOT NULL,
    "used" INTEGER NOT NULL DEFAULT 0,
    "late" INTEGER NOT NULL DEFAULT 0,
    "endsAt" TIMESTAMPTZ(3),
    "blockedUntil" TIMESTAMPTZ(3),

    CONSTRAINT "QuotaWindow_pkey" PRIMARY KEY ("connectionId","quotaGroup")
);

-- CreateTable
CREATE TABLE "CampaignSet" (
    "id" UUID NOT NULL,
    "organizationId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "status" "SetStatus" NOT NULL DEFAULT 'draft',
    "config" JSONB NOT NULL DEFAULT '{}',
    "version" INTEGER NOT NULL DEFAULT 1,
    "lastSyncedAt" TIMESTAMPTZ(3),
    "createdById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deletedAt" TIMESTAMPTZ(3),

    CONSTRAINT "CampaignSet_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Campaign" (
    "id" UUID NOT NULL,
    "organizationId" UUID NOT NULL,
    "campaignSetId" UUID NOT NULL,
    "connectionId" UUID NOT NULL,
    "platform" "Platform" NOT NULL,
    "name" TEXT NOT NULL,
    "objective" "Objective" NOT NULL,
    "status" "RecordStatus" NOT NULL DEFAULT 'draft',
    "budgetType" "BudgetType" NOT NULL,
    "budgetAmountMicros" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "startAt" TIMESTAMPTZ(3),
    "endAt" TIMESTAMPTZ(3),
    "platformSettings" JSONB NOT NULL DEFAULT '{}',
    "position" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 1,
    "editedById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deletedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Campaign_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AdGroup" (
    "id" UUID NOT NULL,
    "organizationId" UUID NOT NULL,
    "campaignId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "status" "RecordStatus" NOT NULL DEFAULT 'draft',
    "bidStrategy" "BidStrategy" NOT NULL,
    "bidAmountMicros" BIGINT,
    "targeting" JSONB NOT NULL DEFAULT '{}',
    "position" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 1,
    "editedById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deletedAt" TIMESTAMPTZ(3),

    CONSTRAINT "AdGroup_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Ad" (
    "id" UUID NOT NULL,
    "organizationId" UUID NOT NULL,
    "adGroupId" UUID NOT NULL,
    "headlines" TEXT[],
    "descriptions" TEXT[],
    "finalUrl" TEXT NOT NULL,
    "displayUrl" TEXT,
    "callToAction" TEXT,
    "imageUrl" TEXT,
    "status" "RecordStatus" NOT NULL DEFAULT 'draft',
    "position" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 1,
    "editedById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deletedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Ad_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Keyword" (
    "id" UUID NOT NULL,
    "organizationId" UUID NOT NULL,
    "adGroupId" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "matchType" "MatchType" NOT NULL,
    "negative" BOOLEAN NOT NULL DEFAULT false,
    "bidMicros" BIGINT,
    "status" "RecordStatus" NOT NULL DEFAULT 'draft',
    "position" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 1,
    "editedById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deletedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Keyword_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Link" (
    "id" UUID NOT NULL,
    "organizationId" UUID NOT NULL,
    "connectionId" UUID NOT NULL,
    "campaignSetId" UUID NOT NULL,
    "campaignId" UUID NOT NULL,
    "recordKind" "RecordKind" NOT NULL,
    "recordId" UUID NOT NULL,
    "platformId" TEXT,
    "shadowDesired" JSONB,
    "shadowObserved" JSONB,
    "observed" JSONB,
    "observedAt" TIMESTAMPTZ(3),
    "writtenAt" TIMESTAMPTZ(3),
    "marker" TEXT,
    "intentAt" TIMESTAMPTZ(3),
    "intent" JSONB,
    "parts" JSONB NOT NULL DEFAULT '{}',
    "syncStatus" "SyncStatus" NOT NULL DEFAULT 'pending',
    "lastSyncedAt" TIMESTAMPTZ(3),
    "errorLog" JSONB,
    "retryCount" INTEGER NOT NULL DEFAULT 0,
    "nextAttemptAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Link_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SyncRun" (
    "id" UUID NOT NULL,
    "organizationId" UUID NOT NULL,
    "campaignSetId" UUID NOT NULL,
    "status" "RunStatus" NOT NULL DEFAULT 'queued',
    "trigger" "RunTrigger" NOT NULL,
    "dryRun" BOOLEAN NOT NULL DEFAULT false,
    "openKey" UUID,
    "approvedPlanId" UUID,
    "planId" UUID,
    "requestedById" UUID,
    "cancelRequestedAt" TIMESTAMPTZ(3),
    "followUp" "RunTrigger",
    "followUpById" UUID,
    "total" INTEGER NOT NULL DEFAULT 0,
    "synced" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "skipped" INTEGER NOT NULL DEFAULT 0,
    "error" JSONB,
    "generation" INTEGER NOT NULL DEFAULT 0,
    "leaseUntil" TIMESTAMPTZ(3),
    "waiting" TEXT,
    "waitingUntil" TIMESTAMPTZ(3),
    "observedAt" TIMESTAMPTZ(3),
    "sendCount" INTEGER NOT NULL DEFAULT 0,
    "sentAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "startedAt" TIMESTAMPTZ(3),
    "progressAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "SyncRun_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Plan" (
    "id" UUID NOT NULL,
    "organizationId" UUID NOT NULL,
    "campaignSetId" UUID NOT NULL,
    "digest" TEXT NOT NULL,
    "basis" TEXT NOT NULL,
    "summary" JSONB NOT NULL,
    "createdById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "observedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Plan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Operation" (
    "id" UUID NOT NULL,
    "organizationId" UUID NOT NULL,
    "planId" UUID NOT NULL,
    "syncRunId" UUID,
    "seq" INTEGER NOT NULL,
    "kind" "OperationKind" NOT NULL,
    "recordKind" "RecordKind" NOT NULL,
    "recordId" UUID NOT NULL,
    "recordName" TEXT NOT NULL,
    "parentRecordId" UUID,
    "connectionId" UUID NOT NULL,
    "campaignId" UUID NOT NULL,
    "platform" "Platform" NOT NULL,
    "changes" JSONB NOT NULL,
    "desired" JSONB NOT NULL,
    "recordVersion" INTEGER NOT NULL,
    "state" "OperationState" NOT NULL DEFAULT 'planned',
    "finalStatus" TEXT,
    "reason" TEXT,
    "error" JSONB,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "platformId" TEXT,
    "startedAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Operation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Conflict" (
    "id" UUID NOT NULL,
    "organizationId" UUID NOT NULL,
    "connectionId" UUID NOT NULL,
    "linkId" UUID NOT NULL,
    "recordKind" "RecordKind" NOT NULL,
    "recordId" UUID NOT NULL,
    "status" "ConflictStatus" NOT NULL DEFAULT 'open',
    "fields" JSONB NOT NULL,
    "detectedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "resolvedAt" TIMESTAMPTZ(3),
    "resolvedById" UUID,
    "resolution" JSONB,

    CONSTRAINT "Conflict_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LiveTopic" (
    "topic" TEXT NOT NULL,
    "lastId" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "LiveTopic_pkey" PRIMARY KEY ("topic")
);

-- CreateTable
CREATE TABLE "LiveEvent" (
    "topic" TEXT NOT NULL,
    "id" BIGINT NOT NULL,
    "type" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "LiveEvent_pkey" PRIMARY KEY ("topic","id")
);

-- CreateTable
CREATE TABLE "PlatformCall" (
    "id" UUID NOT NULL,
    "organizationId" UUID NOT NULL,
    "connectionId" UUID NOT NULL,
    "syncRunId" UUID,
    "operationId" UUID,
    "method" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "status" INTEGER,
    "ms" INTEGER NOT NULL,
    "errorCode" TEXT,
    "platformRequestId" TEXT,
    "requestBody" JSONB,
    "responseBody" JSONB,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "PlatformCall_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuditEntry" (
    "id" UUID NOT NULL,
    "organizationId" UUID NOT NULL,
    "actorId" UUID,
    "actorKind" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subjectKind" TEXT NOT NULL,
    "subjectId" UUID NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AuditEntry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "IdempotencyRecord" (
    "organizationId" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "requestHash" TEXT NOT NULL,
    "status" INTEGER,
    "body" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "IdempotencyRecord_pkey" PRIMARY KEY ("organizationId","key")
);

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

-- CreateIndex
CREATE INDEX "Account_userId_idx" ON "Account"("userId");

-- CreateIndex
CREATE INDEX "Membership_userId_idx" ON "Membership"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "ApiKey_hash_key" ON "ApiKey"("hash");

-- CreateIndex
CREATE INDEX "ApiKey_organizationId_idx" ON "ApiKey"("organizationId");

-- CreateIndex
CREATE INDEX "Connection_organizationId_idx" ON "Connection"("organizationId");

-- CreateIndex
CREATE INDEX "FundingInstrument_organizationId_idx" ON "FundingInstrument"("organizationId");

-- CreateIndex
CREATE UNIQUE INDEX "FundingInstrument_connectionId_platformId_key" ON "FundingInstrument"("connectionId", "platformId");

-- CreateIndex
CREATE INDEX "CampaignSet_organizationId_id_idx" ON "CampaignSet"("organizationId", "id");

-- CreateIndex
CREATE INDEX "Campaign_campaignSetId_position_id_idx" ON "Campaign"("campaignSetId", "position", "id");

-- CreateIndex
CREATE INDEX "Campaign_organizationId_idx" ON "Campaign"("organizationId");

-- CreateIndex
CREATE INDEX "Campaign_connectionId_idx" ON "Campaign"("connectionId");

-- CreateIndex
CREATE INDEX "AdGroup_campaignId_position_id_idx" ON "AdGroup"("campaignId", "position", "id");

-- CreateIndex
CREATE INDEX "AdGroup_organizationId_idx" ON "AdGroup"("organizationId");

-- CreateIndex
CREATE INDEX "Ad_adGroupId_position_id_idx" ON "Ad"("adGroupId", "position", "id");

-- CreateIndex
CREATE INDEX "Ad_organizationId_idx" ON "Ad"("organizationId");

-- CreateIndex
CREATE INDEX "Keyword_adGroupId_position_id_idx" ON "Keyword"("adGroupId", "position", "id");

-- CreateIndex
CREATE INDEX "Keyword_organizationId_idx" ON "Keyword"("organizationId");

-- CreateIndex
CREATE INDEX "Link_campaignSetId_recordKind_idx" ON "Link"("campaignSetId", "recordKind");

-- CreateIndex
CREATE INDEX "Link_organizationId_idx" ON "Link"("organizationId");

-- CreateIndex
CREATE INDEX "Link_recordId_idx" ON "Link"("recordId");

-- CreateIndex
CREATE UNIQUE INDEX "Link_connectionId_recordKind_recordId_key" ON "Link"("connectionId", "recordKind", "recordId");

-- CreateIndex
CREATE UNIQUE INDEX "Link_connectionId_recordKind_platformId_key" ON "Link"("connectionId", "recordKind", "platformId");

-- CreateIndex
CREATE UNIQUE INDEX "SyncRun_openKey_key" ON "SyncRun"("openKey");

-- CreateIndex
CREATE INDEX "SyncRun_organizationId_id_idx" ON "SyncRun"("organizationId", "id");

-- CreateIndex
CREATE INDEX "SyncRun_campaignSetId_id_idx" ON "SyncRun"("campaignSetId", "id");

-- CreateIndex
CREATE INDEX "SyncRun_status_idx" ON "SyncRun"("status");

-- CreateIndex
CREATE INDEX "Plan_campaignSetId_id_idx" ON "Plan"("campaignSetId", "id");

-- CreateIndex
CREATE INDEX "Plan_organizationId_idx" ON "Plan"("organizationId");

-- CreateIndex
CREATE INDEX "Operation_planId_seq_idx" ON "Operation"("planId", "seq");

-- CreateIndex
CREATE INDEX "Operation_syncRunId_seq_idx" ON "Operation"("syncRunId", "seq");

-- CreateIndex
CREATE INDEX "Operation_recordId_idx" ON "Operation"("recordId");

-- CreateIndex
CREATE INDEX "Operation_organizationId_idx" ON "Operation"("organizationId");

-- CreateIndex
CREATE INDEX "Conflict_organizationId_status_id_idx" ON "Conflict"("organizationId", "status", "id");

-- CreateIndex
CREATE INDEX "Conflict_linkId_idx" ON "Conflict"("linkId");

-- CreateIndex
CREATE INDEX "LiveEvent_createdAt_idx" ON "LiveEvent"("createdAt");

-- CreateIndex
CREATE INDEX "PlatformCall_syncRunId_id_idx" ON "PlatformCall"("syncRunId", "id");

-- CreateIndex
CREATE INDEX "PlatformCall_connectionId_id_idx" ON "PlatformCall"("connectionId", "id");

-- CreateIndex
CREATE INDEX "PlatformCall_organizationId_idx" ON "PlatformCall"("organizationId");

-- CreateIndex
CREATE INDEX "AuditEntry_organizationId_id_idx" ON "AuditEntry"("organizationId", "id");

-- CreateIndex
CREATE INDEX "AuditEntry_subjectId_id_idx" ON "AuditEntry"("subjectId", "id");

-- CreateIndex
CREATE INDEX "IdempotencyRecord_createdAt_idx" ON "IdempotencyRecord"("createdAt");

-- AddForeignKey
ALTER TABLE "Account" ADD CONSTRAINT "Account_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Membership" ADD CONSTRAINT "Membership_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Membership" ADD CONSTRAINT "Membership_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ApiKey" ADD CONSTRAINT "ApiKey_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Connection" ADD CONSTRAINT "Connection_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "FundingInstrument" ADD CONSTRAINT "FundingInstrument_connectionId_fkey" FOREIGN KEY ("connectionId") REFERENCES "Connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "QuotaWindow" ADD CONSTRAINT "QuotaWindow_connectionId_fkey" FOREIGN KEY ("connectionId") REFERENCES "Connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CampaignSet" ADD CONSTRAINT "CampaignSet_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Campaign" ADD CONSTRAINT "Campaign_campaignSetId_fkey" FOREIGN KEY ("campaignSetId") REFERENCES "CampaignSet"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Campaign" ADD CONSTRAINT "Campaign_connectionId_fkey" FOREIGN KEY ("connectionId") REFERENCES "Connection"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AdGroup" ADD CONSTRAINT "AdGroup_campaignId_fkey" FOREIGN KEY ("campaignId") REFERENCES "Campaign"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Ad" ADD CONSTRAINT "Ad_adGroupId_fkey" FOREIGN KEY ("adGroupId") REFERENCES "AdGroup"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Keyword" ADD CONSTRAINT "Keyword_adGroupId_fkey" FOREIGN KEY ("adGroupId") REFERENCES "AdGroup"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Link" ADD CONSTRAINT "Link_connectionId_fkey" FOREIGN KEY ("connectionId") REFERENCES "Connection"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SyncRun" ADD CONSTRAINT "SyncRun_campaignSetId_fkey" FOREIGN KEY ("campaignSetId") REFERENCES "CampaignSet"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Plan" ADD CONSTRAINT "Plan_campaignSetId_fkey" FOREIGN KEY ("campaignSetId") REFERENCES "CampaignSet"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Operation" ADD CONSTRAINT "Operation_planId_fkey" FOREIGN KEY ("planId") REFERENCES "Plan"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Operation" ADD CONSTRAINT "Operation_syncRunId_fkey" FOREIGN KEY ("syncRunId") REFERENCES "SyncRun"("id") ON DELETE CASCADE ON UPDATE CASCADE;
