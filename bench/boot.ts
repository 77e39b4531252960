import { makeTemporaryHome, removeTemporaryHome } from "../scripts/lib/temporary-home.mjs";
import type { BenchContext, Figure } from "./support/types";

export const name = "boot";

const STARTS = 3;

/** `npm start`, built and with data, until `/api/ready` answers 200. */
export async function run({ startStack, log }: BenchContext): Promise<Figure[]> {
  const home = await makeTemporaryHome("boot");
  try {
    await (await startStack({ home })).stop();
    const times: number[] = [];
    for (let start = 0; start < STARTS; start++) {
      const startedAt = performance.now();
      const stack = await startStack({ home });
      const ready = await fetch(`${stack.appUrl}/api/ready`);
      if (!ready.ok) throw new Error(`/api/ready answered ${ready.status}`);
      times.push((performance.now() - startedAt) / 1000);
      log(`ready after ${times.at(-1)?.toFixed(1)} s`);
      await stack.stop();
    }
    return [
      { name: "fastest", value: Math.min(...times), unit: "s" },
      { name: "slowest", value: Math.max(...times), unit: "s", target: "≤ 15" },
    ];
  } finally {
    await removeTemporaryHome(home);
  }
}
