-- AlterTable
ALTER TABLE "QuotaWindow" ADD COLUMN     "endIsTold" BOOLEAN NOT NULL DEFAULT false;
