-- AlterTable
ALTER TABLE "Campaign" ADD COLUMN     "pausedWithSet" BOOLEAN NOT NULL DEFAULT false;
