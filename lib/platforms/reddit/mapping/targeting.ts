import type { CanonicalRecord, CanonicalValue } from "../../../domain/canonical";
import type { RedditTargeting } from "../schemas";
import { sorted } from "./words";

const DEVICES: Record<string, { type: string; os?: string }> = {
  desktop: { type: "DESKTOP" },
  mobile: { type: "MOBILE" },
  ios: { type: "MOBILE", os: "IOS" },
  android: { type: "MOBILE", os: "ANDROID" },
};

export const TARGETING: Record<string, (desired: readonly CanonicalValue[]) => Record<string, unknown>> = {
  "targeting.communities": (communities) => ({ communities }),
  "targeting.interests": (interests) => ({ interests }),
  "targeting.locations": (geolocations) => ({ geolocations }),
  "targeting.devices": (devices) => ({ devices: devices.map((device) => DEVICES[String(device)]) }),
};

export function toRedditTargeting(desired: CanonicalRecord, fields: string[]): Record<string, unknown> {
  const parts = fields.map((field) => {
    const value = desired[field];
    return TARGETING[field]?.(Array.isArray(value) ? value : []);
  });
  return Object.assign({}, ...parts);
}

export function fromRedditTargeting(targeting: RedditTargeting): Record<string, CanonicalValue | undefined> {
  if (!targeting) {
    return {
      "targeting.communities": [],
      "targeting.interests": [],
      "targeting.locations": [],
      "targeting.devices": [],
    };
  }
  return {
    "targeting.communities": words(targeting.communities),
    "targeting.interests": words(targeting.interests),
    "targeting.locations": words(targeting.geolocations),
    "targeting.devices":
      targeting.devices === undefined ? undefined : sorted((targeting.devices ?? []).map(deviceName)),
  };
}

const OURS = new Set(["communities", "interests", "geolocations", "devices"]);

/** What else an ad group aims at, in words: "excluded communities". */
export function otherTargeting(targeting: RedditTargeting): string[] {
  const isSet = (value: unknown) =>
    value !== null && value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
  return Object.entries(targeting ?? {})
    .filter(([name, value]) => !OURS.has(name) && isSet(value))
    .map(([name]) => `targeting by ${name.replaceAll("_", " ")}`);
}

const words = (value: string[] | null | undefined) => (value === undefined ? undefined : sorted(value ?? []));

function deviceName(device: { type?: string | null; os?: string | null }): string {
  return (device.os ?? device.type ?? "").toLowerCase();
}
