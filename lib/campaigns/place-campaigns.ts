import { z } from "zod";
import { listCampaignConnections } from "../db/campaign-records";
import type { CampaignInput } from "../domain/campaign";
import { AppError, type FieldError } from "../errors";
import { platforms } from "../platforms/registry";
import type { PlacedCampaign } from "./new-records";

type Connection = Awaited<ReturnType<typeof listCampaignConnections>>[number];

/**
 * Finds the connection of each campaign: the one it names, or the only one of its platform. Throws `not_found` for a
 * connection the organisation does not have and `invalid` for what does not fit; both name every field.
 * `pathOf` gives the path of the nth campaign in the caller's input.
 */
export async function placeCampaigns(
  organizationId: string,
  inputs: CampaignInput[],
  pathOf: (index: number) => string,
): Promise<PlacedCampaign[]> {
  if (inputs.length === 0) return [];
  const connections = await listCampaignConnections(organizationId);
  const unknown: FieldError[] = [];
  const invalid: FieldError[] = [];
  const placed = inputs.flatMap((input, index) => {
    const at = (field: string) => `${pathOf(index)}${field}`;
    const found = connectionOf(input, connections);
    if ("unknown" in found) {
      unknown.push({ path: at("connectionId"), message: found.unknown });
      return [];
    }
    if ("field" in found) {
      invalid.push({ path: at(found.field), message: found.message });
      return [];
    }
    const wrongCurrency = currencyProblem(found.connection.settings, input.budget.currency);
    if (wrongCurrency) invalid.push({ path: at("budget.currency"), message: wrongCurrency });
    return [{ input, connection: found.connection }];
  });
  const [first] = [...unknown, ...invalid];
  if (!first) return placed;
  const code = unknown.length > 0 ? "not_found" : "invalid";
  throw new AppError(code, `${first.path}: ${first.message}`, { errors: [...unknown, ...invalid] });
}

type Found = { connection: Connection } | { unknown: string } | { field: string; message: string };

function connectionOf(input: CampaignInput, connections: Connection[]): Found {
  const { connectionId, platform } = input;
  if (platform && !platforms[platform]) {
    return { field: "platform", message: `${platform} is not available in this version.` };
  }
  if (connectionId) {
    const connection = connections.find((candidate) => candidate.id === connectionId.toLowerCase());
    if (!connection) return { unknown: "There is no such connection." };
    if (platform && platform !== connection.platform) {
      return { field: "platform", message: `This connection is on ${connection.platform}.` };
    }
    return platforms[connection.platform]
      ? { connection }
      : { field: "connectionId", message: `${connection.platform} is not available in this version.` };
  }
  const [only, ...others] = connections.filter((candidate) => candidate.platform === platform);
  if (!only) return { field: "platform", message: `There is no connection to ${platform} yet.` };
  if (others.length > 0) {
    return { field: "connectionId", message: `There are ${others.length + 1} connections to ${platform}: name one.` };
  }
  return { connection: only };
}

const AccountSettings = z.object({ currency: z.string().optional() }).catch({});

/** A budget is spent in the currency of the ad account. Null where that fits, or is not known. */
export function currencyProblem(settings: unknown, currency: string): string | null {
  const account = AccountSettings.parse(settings).currency;
  return account && account !== currency ? `The ad account is billed in ${account}, so the budget must be too.` : null;
}
