import { expect, type Page } from "@playwright/test";

export type Person = { email: string; password: string };

export const DEMO: Person = { email: "demo@lockstep.local", password: "lockstep-demo" };
export const OTHER: Person = { email: "other@lockstep.local", password: "lockstep-demo" };

/** Signs in through the page, as a person does. */
export async function signIn(page: Page, person: Person = DEMO): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
}
