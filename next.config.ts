import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  compress: true,
  // Left to Node: native parts, worker files or dynamic requires that a bundle would break.
  serverExternalPackages: ["pg", "pino", "inngest", "@prisma/adapter-pg"],
};

export default config;
