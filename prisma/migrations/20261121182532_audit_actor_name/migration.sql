-- AlterTable
ALTER TABLE "AuditEntry" ADD COLUMN     "actorName" TEXT;
