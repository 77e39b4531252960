import type { RouteKey } from "./route-table";
export const x: RouteKey = "nonsense";
