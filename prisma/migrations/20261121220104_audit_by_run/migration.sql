-- CreateIndex
CREATE INDEX "AuditEntry_syncRunId_id_idx" ON "AuditEntry"("syncRunId", "id");
