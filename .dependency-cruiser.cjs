/**
 * Who may import whom, by resolved path, so that an alias and `../..` are one rule. Imports run one way: what is imported can be
 * tested without its importer. Tests may reach further than the code they test; they are left out of the table.
 */
const TEST = "[.]test[.]tsx?$";
const GENERATED = "^prisma/generated/";

/** Everything a folder may import of this project, besides itself. */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: "error",
  from: { path: from, pathNot: [TEST] },
  to: { path: "^(app|bench|components|e2e|inngest|lib|prisma|scripts)/", pathNot: [from, ...allowed] },
});

/** A rule for what runs: a shape may be named across the border where the other side implements it. */
const atRunTime = (rule) => ({ ...rule, to: { ...rule.to, dependencyTypesNot: ["type-only"] } });

const noPackage = (name, from, packages, comment) => ({
  name,
  comment,
  severity: "error",
  from: { path: from, pathNot: [TEST] },
  to: { path: `node_modules/(${packages})(/|$)` },
});

const SERVER_VERBS = "^lib/(sync|campaigns|connections|contacts|nft|board)/";
const LEAVES = "^lib/(env|errors|logger|clock|limiter)[.]ts$";

module.exports = {
  forbidden: [
    {
      name: "no-cycle",
      severity: "error",
      from: { pathNot: GENERATED },
      // A cycle that exists in types alone is gone when the code runs.
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "no-unresolved",
      comment: "An import that resolves to nothing slips past every rule below.",
      severity: "error",
      from: { pathNot: GENERATED },
      to: { couldNotResolve: true, pathNot: ["^server-only$", "^bun"] },
    },

    only(
      "components",
      "^components/",
      ["^lib/domain/", "^lib/api/browser[.]ts$", "^lib/errors[.]ts$"],
      "Components know shapes and fetchers; actions arrive as props, data through queries.",
    ),
    {
      name: "features-apart",
      comment:
        "A feature's components do not reach into another feature's; what they share is in components/ui and components/live.",
      severity: "error",
      from: { path: "^components/([^/]+)/", pathNot: [TEST, "^components/ui/"] },
      to: { path: "^components/[^/]+/", pathNot: ["^components/(ui|live|$1)/"] },
    },
    {
      name: "ui-is-the-bottom",
      severity: "error",
      from: { path: "^components/ui/" },
      to: { path: "^components/", pathNot: "^components/ui/" },
    },

    {
      name: "inngest-leaves-the-screen-alone",
      severity: "error",
      from: { path: "^inngest/" },
      to: { path: "^(app|components)/" },
    },
    {
      name: "inngest-leaves",
      comment: "Actions send events through these two; whatever they import would come along.",
      severity: "error",
      from: { path: "^inngest/(client|events|logger)[.]ts$" },
      to: {
        path: "^(app|components|inngest|lib/(?!(env|errors|logger|clock|limiter)[.]ts))",
        pathNot: "^inngest/(client|events|logger)[.]ts$",
      },
    },
    {
      name: "functions-are-mounted-once",
      severity: "error",
      from: { pathNot: ["^inngest/functions/", "^app/api/inngest/route[.]ts$", "^(bench|scripts)/", TEST] },
      to: { path: "^inngest/functions/" },
    },
    only(
      "executor-stands-alone",
      "^inngest/local/",
      [],
      "The executor has its own schema and knows nothing of the application.",
    ),
    {
      name: "executor-is-a-process",
      severity: "error",
      from: { path: "^(app|components|lib|inngest/(?!local/))", pathNot: TEST },
      to: { path: "^inngest/local/" },
    },

    {
      name: "lib-runs-downwards",
      severity: "error",
      from: { path: "^lib/", pathNot: [TEST, "^lib/testing/"] },
      to: { path: "^(app|components|inngest/functions|scripts|bench|e2e)/" },
    },
    {
      name: "verbs-do-not-send-events",
      severity: "error",
      comment:
        "One verb hands a saved run to the functions, and lib/announce.ts tells them the rest; the two files they use are leaves.",
      from: { path: SERVER_VERBS, pathNot: [TEST, "^lib/sync/send-run[.]ts$"].flat() },
      to: { path: "^inngest/" },
    },
    noPackage(
      "verbs-know-no-screen",
      SERVER_VERBS,
      "react|react-dom|next|next-auth",
      "They run in workers and scripts as well.",
    ),
    only(
      "core-is-pure",
      "^lib/sync/core/",
      ["^lib/domain/", "^lib/errors[.]ts$", "^lib/clock[.]ts$", "^lib/platforms/types[.]ts$"],
      "Values in, values out.",
    ),
    noPackage(
      "core-knows-no-database",
      "^lib/sync/core/",
      "@prisma|pg|next|inngest|server-only",
      "It runs in milliseconds, anywhere.",
    ),
    only(
      "platforms",
      "^lib/platforms/",
      ["^lib/domain/", "^lib/http/", "^lib/errors[.]ts$", "^lib/clock[.]ts$"],
      "A platform reads neither the environment nor the database: token, account and fetch are handed in.",
    ),
    noPackage(
      "platforms-know-no-database",
      "^lib/platforms/",
      "@prisma|pg|next|inngest|server-only",
      "Tests hand in their own stores.",
    ),
    {
      name: "platforms-apart",
      severity: "error",
      from: { path: "^lib/platforms/([^/]+)/", pathNot: TEST },
      to: { path: "^lib/platforms/[^/]+/", pathNot: ["^lib/platforms/$1/", "^lib/platforms/simulators/"] },
    },
    {
      name: "adapters-from-the-registry",
      comment: "What a platform is called stops at the registry; above it there are adapters and capabilities.",
      severity: "error",
      from: { path: "^(app|components|inngest|lib/(?!platforms/))", pathNot: [TEST, "^lib/testing/"] },
      to: { path: "^lib/platforms/[^/]+/" },
    },
    {
      name: "simulators-stay-outside",
      comment: "Simulators and the contract suite are for scripts, tests and benchmarks; they never ship.",
      severity: "error",
      from: {
        path: "^(app|components|inngest|lib)/",
        pathNot: [
          TEST,
          "^lib/testing/",
          "^lib/platforms/simulators/",
          "^lib/platforms/[^/]+/simulator",
          "^lib/platforms/contract",
        ],
      },
      to: { path: ["^lib/platforms/simulators/", "^lib/platforms/[^/]+/simulator", "^lib/platforms/contract"] },
    },
    only("http", "^lib/http/", ["^lib/domain/", LEAVES], "One way to call a platform; its stores are handed in."),
    atRunTime(only("db", "^lib/db/", ["^lib/domain/", LEAVES, GENERATED], "The one place that knows Prisma.")),
    {
      name: "prisma-behind-db",
      severity: "error",
      from: {
        path: "^(app|components|inngest|lib)/",
        pathNot: [TEST, "^lib/db/", "^lib/testing/", "^inngest/local/"],
      },
      to: { path: [GENERATED, "node_modules/(@prisma|pg)/"], dependencyTypesNot: ["type-only"] },
    },
    only("domain", "^lib/domain/", [], "Nouns and money; imports zod and itself."),
    only("live", "^lib/live/", ["^lib/domain/", "^lib/db/", LEAVES], "The event log and its readers."),
    {
      name: "testing-stays-in-tests",
      severity: "error",
      from: { path: "^(app|components|inngest|lib)/", pathNot: [TEST, "^lib/testing/"] },
      to: { path: "^lib/testing/" },
    },
    {
      name: "sessions-in-one-place",
      comment:
        "If the beta library has to go, one file changes, and its neighbour that reads the cookie where no page is (the library's main entry loads only inside Next).",
      severity: "error",
      from: {
        path: "^(app|components|inngest|lib)/",
        pathNot: [TEST, "^lib/testing/", "^lib/api/session(-cookie)?[.]ts$"],
      },
      to: { path: "node_modules/(next-auth|@auth)/" },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: ["node_modules", GENERATED] },
    exclude: { path: ["^[.]next/", "^[.]lockstep/"] },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
