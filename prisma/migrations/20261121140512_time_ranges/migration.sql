-- CreateIndex
CREATE INDEX "AuditEntry_at_idx" ON "AuditEntry" USING BRIN ("at");

-- CreateIndex
CREATE INDEX "PlatformCall_at_idx" ON "PlatformCall" USING BRIN ("at");
