-- AlterTable
ALTER TABLE "Link" ADD COLUMN     "frozenFields" TEXT[] DEFAULT ARRAY[]::TEXT[];
