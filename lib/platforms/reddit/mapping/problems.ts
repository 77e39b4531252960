import type { CanonicalRecord } from "../../../domain/canonical";
import type { Problem } from "../../types";

const HEADLINE_LIMIT = 300;

/** What Reddit would refuse, so that a plan can say so before anything is called. */
export function findProblems(kind: string, desired: CanonicalRecord): Problem[] {
  const problems: Problem[] = [];
  if (kind === "ad") {
    const headline = Array.isArray(desired.headlines) ? String(desired.headlines[0] ?? "") : "";
    if (headline.length > HEADLINE_LIMIT) {
      problems.push({
        field: "headlines",
        message: `${headline.length} of ${HEADLINE_LIMIT} characters. Shorten the headline.`,
      });
    }
    if (typeof desired.displayUrl === "string" && !sameDomain(desired.displayUrl, String(desired.finalUrl))) {
      problems.push({
        field: "displayUrl",
        message: "Reddit wants the shown address on the same domain as the ad's address.",
      });
    }
  }
  if (kind === "campaign" && desired.objective === "app_installs" && !desired["settings.appId"]) {
    problems.push({ field: "platformSettings.appId", message: "App install campaigns need the app's id on Reddit." });
  }
  return problems;
}

function sameDomain(left: string, right: string): boolean {
  const domain = (url: string) => new URL(url).hostname.split(".").slice(-2).join(".");
  return URL.canParse(left) && URL.canParse(right) && domain(left) === domain(right);
}
