import { z } from "zod";
import { HealthView, ReadyView } from "../answers";
import type { Route } from "./entry";

/** What says how the service itself is; for anyone, but for what concerns an organisation. */
export const serviceRoutes = {
  "GET /api/health": { action: null, summary: "The process is alive", answer: HealthView },
  "GET /api/ready": {
    action: null,
    summary: "Database, migrations and executor are there; 503 names what is missing",
    answer: ReadyView,
  },
  "GET /api/metrics": {
    action: "sync.read",
    summary: "Figures of the organisation and of this process, as Prometheus reads them",
    file: "text/plain",
    status: 200,
  },
  "GET /api/openapi.json": {
    action: null,
    summary: "This description",
    answer: z.record(z.string(), z.json()),
  },
} as const satisfies Record<string, Route>;
