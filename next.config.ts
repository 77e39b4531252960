import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  compress: true,
  // `npm test` checks the types of everything, tests and benchmarks included. A start need not wait for that, nor fail on a test.
  typescript: { ignoreBuildErrors: true },
  // Left to Node: native parts, worker files or dynamic requires that a bundle would break.
  serverExternalPackages: ["pg", "pino", "inngest", "@prisma/adapter-pg"],
};

export default config;
