import { AuditPage } from "@/lib/domain/views/audit";
import { CampaignSetPage, CampaignSetView } from "@/lib/domain/views/campaigns";
import { ConflictPage } from "@/lib/domain/views/conflicts";
import {
  AccountOptionsView,
  AdAccountList,
  ConnectionDetailView,
  ConnectionPage,
} from "@/lib/domain/views/connections";
import { ExplainView } from "@/lib/domain/views/explain";
import { FoundPage } from "@/lib/domain/views/found";
import { OverviewView, PeopleView } from "@/lib/domain/views/organization";
import { OperationPage, PlanView } from "@/lib/domain/views/plans";
import { OperationEvent, RunEvent } from "@/lib/domain/views/run-events";
import { CallPage, SyncRunPage, SyncRunView } from "@/lib/domain/views/sync-runs";

/** The schemas of what pages read, in one file so that the browser fetches them at once. */
export const viewSchemas = {
  AccountOptionsView,
  AdAccountList,
  AuditPage,
  CallPage,
  CampaignSetPage,
  CampaignSetView,
  ConflictPage,
  ConnectionDetailView,
  ConnectionPage,
  ExplainView,
  FoundPage,
  OperationEvent,
  OperationPage,
  OverviewView,
  PeopleView,
  PlanView,
  RunEvent,
  SyncRunPage,
  SyncRunView,
};
