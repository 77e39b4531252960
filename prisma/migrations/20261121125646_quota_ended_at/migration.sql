-- AlterTable
ALTER TABLE "QuotaWindow" ADD COLUMN     "endedAt" TIMESTAMPTZ(3);
