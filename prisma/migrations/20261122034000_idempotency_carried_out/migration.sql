-- AlterTable
ALTER TABLE "IdempotencyRecord" ADD COLUMN     "carriedOut" BOOLEAN NOT NULL DEFAULT false;
