import { defineConfig } from "prisma/config";

/** For Prisma's own command line. The scripts of this project read the schema and the migrations themselves. */
export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  // Absent while only generating, which needs no database.
  ...(process.env.DATABASE_URL ? { datasource: { url: process.env.DATABASE_URL } } : {}),
});
