-- AlterTable
ALTER TABLE "Connection" ADD COLUMN     "policies" JSONB NOT NULL DEFAULT '{}';

-- AlterTable
ALTER TABLE "Operation" ADD COLUMN     "approvedAt" TIMESTAMPTZ(3),
ADD COLUMN     "approvedById" UUID,
ADD COLUMN     "exposureMicros" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "guard" TEXT;
