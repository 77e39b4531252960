import path from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";

const SIZES = [
  { width: 1440, height: 900 },
  { width: 375, height: 812 },
] as const;
const SCHEMES = ["light", "dark"] as const;

/**
 * The page as it stands, wide and narrow, light and dark, into test-results/pictures. On the way it is checked that nothing
 * runs out of the page sideways and that an automated check of accessibility calls nothing serious.
 */
export async function lookAt(page: Page, name: string) {
  const folder = path.join(test.info().project.outputDir, "pictures");
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await expectNoSidewaysScroll(page);
    for (const scheme of SCHEMES) {
      await switchScheme(page, scheme);
      const file = path.join(folder, `${name}-${size.width}-${scheme}.png`);
      await page.screenshot({ path: file, animations: "disabled", caret: "hide" });
      // Colours are what differs between the schemes, and they do not depend on the width.
      if (size.width > 1000 || scheme === "light")
        await expectAccessible(page, `${name} at ${size.width} px, ${scheme}`);
    }
  }
  await page.setViewportSize(SIZES[0]);
  await switchScheme(page, "light");
}

/** As the system would switch it. */
async function switchScheme(page: Page, scheme: (typeof SCHEMES)[number]) {
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
  await expect(page.locator("html")).toHaveClass(new RegExp(`\\b${scheme}\\b`));
}

export async function expectNoSidewaysScroll(page: Page) {
  const overflow = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await expect.poll(overflow, { message: "the page scrolls sideways" }).toBeLessThanOrEqual(0);
}

async function expectAccessible(page: Page, where: string) {
  // Our pages hold no frames, so the check can run in the page itself, which takes half the time.
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode()
    .options({ resultTypes: ["violations"] })
    .analyze();
  const serious = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ""}`));
  expect(serious, where).toEqual([]);
}
