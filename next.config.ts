import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  compress: true,
  // `npm test` checks the types of everything, tests and benchmarks included. A start need not wait for that, nor fail on a test.
  typescript: { ignoreBuildErrors: true },
  // Left to Node: native parts, worker files or dynamic requires that a bundle would break.
  serverExternalPackages: ["pg", "pino", "inngest", "@prisma/adapter-pg"],
  // The Content-Security-Policy differs with each answer and is set in proxy.ts.
  headers: async () => [
    {
      source: "/:path*",
      headers: [
        { key: "X-Content-Type-Options", value: "nosniff" },
        { key: "X-Frame-Options", value: "DENY" },
        { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
        { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=(), payment=()" },
        { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
      ],
    },
  ],
};

export default config;
