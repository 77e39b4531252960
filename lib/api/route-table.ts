import { auditRoutes } from "./routes/audit";
import { campaignRoutes } from "./routes/campaigns";
import { conflictRoutes } from "./routes/conflicts";
import { connectionRoutes } from "./routes/connections";
import { foundRoutes } from "./routes/found";
import { organizationRoutes } from "./routes/organization";
import { serviceRoutes } from "./routes/service";
import { syncRoutes } from "./routes/syncs";

/**
 * Every route of the API as data. Handlers take from here who may call them, what they accept and what they answer; the
 * OpenAPI description and the test of tenancy and roles are generated from it.
 */
export const routes = {
  ...campaignRoutes,
  ...syncRoutes,
  ...conflictRoutes,
  ...connectionRoutes,
  ...foundRoutes,
  ...auditRoutes,
  ...organizationRoutes,
  ...serviceRoutes,
};

export type RouteKey = keyof typeof routes;
