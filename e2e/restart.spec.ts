import { mkdtemp } from "node:fs/promises";
import { removeTemporaryHome, makeTemporaryHome } from "../scripts/lib/temporary-home.mjs";
