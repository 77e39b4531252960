import type { Platform } from "../domain/campaign";
import { AppError } from "../errors";
import { reddit } from "./reddit/adapter";
import type { PlatformDefinition } from "./types";

/** Every platform that exists. Adding one is a folder and a line here. */
export const platforms: Partial<Record<Platform, PlatformDefinition>> = { reddit };

export function platformOrThrow(platform: Platform): PlatformDefinition {
  const definition = platforms[platform];
  if (!definition) throw new AppError("invalid", `${platform} is not available in this version.`);
  return definition;
}
