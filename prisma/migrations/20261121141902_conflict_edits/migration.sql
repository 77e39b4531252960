-- AlterTable
ALTER TABLE "Conflict" ADD COLUMN     "edits" JSONB NOT NULL DEFAULT '{}';
