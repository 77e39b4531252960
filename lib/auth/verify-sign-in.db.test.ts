import { describe, expect, it } from "vitest";
import { db } from "../db/client";
import { createFakeClock } from "../testing/fake-clock";
import { hashPassword } from "./password";
import { addressOf, verifySignIn } from "./verify-sign-in";

let people = 0;
async function createPerson({ password }: { password: string | null }): Promise<{ id: string; email: string }> {
  people += 1;
  const email = `person${people}@example.test`;
  const passwordHash = password === null ? null : await hashPassword(password);
  const { id } = await db.user.create({ data: { email, name: "Person", passwordHash } });
  return { id, email };
}

describe("signing in", () => {
  it("takes the right password, however the email is written", async () => {
    const { id, email } = await createPerson({ password: "open sesame" });
    for (const written of [email, ` ${email.toUpperCase()} `]) {
      expect(await verifySignIn({ email: written, password: "open sesame" }, "1.1.1.1")).toEqual({
        outcome: "welcome",
        user: { id, name: "Person", email },
      });
    }
  });

  it.each([
    ["a wrong password", (email: string) => ({ email, password: "open says me" })],
    ["an unknown email", () => ({ email: "nobody@example.test", password: "open sesame" })],
    ["no password", (email: string) => ({ email, password: "" })],
    ["nothing", () => undefined],
    ["things that are no text", () => ({ email: { contains: "" }, password: ["x"] })],
    ["an email no database can hold", () => ({ email: "a\u0000b", password: "x" })],
  ])("refuses %s", async (_, make) => {
    const { email } = await createPerson({ password: "open sesame" });
    expect(await verifySignIn(make(email), "1.1.1.1")).toEqual({ outcome: "refused" });
  });

  it("refuses any password for someone who only comes through a provider", async () => {
    const { email } = await createPerson({ password: null });
    expect(await verifySignIn({ email, password: "nobody has this password" }, "1.1.1.1")).toEqual({
      outcome: "refused",
    });
  });

  it("stops listening after ten wrong tries from one address, to that address, for a while", async () => {
    const clock = createFakeClock();
    const { email } = await createPerson({ password: "right" });
    const attempt = (password: string, address: string) => verifySignIn({ email, password }, address, clock);
    for (let count = 0; count < 10; count += 1) {
      expect(await attempt("wrong", "6.6.6.6")).toEqual({ outcome: "refused" });
    }
    expect(await attempt("right", "6.6.6.6")).toEqual({ outcome: "too_many_attempts" });
    expect(await attempt("right", "1.1.1.1")).toMatchObject({ outcome: "welcome" });
    await clock.advance(15 * 60_000);
    expect(await attempt("right", "6.6.6.6")).toMatchObject({ outcome: "welcome" });
  });
});

it("reads the address the nearest proxy saw, not one the caller made up", () => {
  expect(addressOf(new Headers({ "x-forwarded-for": "9.9.9.9, 5.5.5.5" }))).toBe("5.5.5.5");
  expect(addressOf(new Headers())).toBe("unknown");
});
