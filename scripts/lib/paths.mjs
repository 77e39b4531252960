import path from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that holds package.json. */
export const projectRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..");

/** A path inside the project. */
export const inProject = (/** @type {string[]} */ ...parts) => path.join(projectRoot, ...parts);

/** Where generated, machine-only state of the scripts lives; removed together with node_modules. */
export const cacheFolder = inProject("node_modules", ".cache", "lockstep");
