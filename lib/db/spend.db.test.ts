import { expect, test } from "vitest";
import { db } from "./client";
import { reckoning } from "./spend";

const many = Array.from({ length: 40 }, (_, at) => at);

test("however many reckon at once, their work finds a connection to the database", async () => {
  const done = await Promise.all(
    many.map((at) =>
      reckoning([`connection ${at}`], async () => {
        await db.$queryRaw`select 1 from pg_sleep(0.02)`;
        return at;
      }),
    ),
  );
  expect(done).toEqual(many);
});

test("who reckons on the same connection goes one after the other, who does on none waits for nobody", async () => {
  let inside = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++inside);
    await db.$queryRaw`select 1 from pg_sleep(0.02)`;
    inside -= 1;
  };
  await Promise.all(many.slice(0, 8).map(() => reckoning(["one"], work)));
  expect(most).toBe(1);
  await Promise.all(many.slice(0, 8).map(() => reckoning([], work)));
  expect(most).toBeGreaterThan(1);
});
