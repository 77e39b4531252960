import { beforeAll, describe, expect, it, vi } from "vitest";
import { Prisma } from "../../prisma/generated/client";
import { db, inTransaction } from "../db/client";
import { AppError } from "../errors";
import { createOrganization, type TestOrganization } from "../testing/factories";
import { makeOnce } from "./idempotency";

let org: TestOrganization;
let other: TestOrganization;
beforeAll(async () => {
  org = await createOrganization();
  other = await createOrganization({ name: "Other" });
});

const making = () => {
  let made = 0;
  return vi.fn(async () => ({ id: `made ${++made}` }));
};

describe("what a screen makes", () => {
  const input = { name: "Lanterns" };

  it("is made once, however often the same is tried", async () => {
    const [attempt, make] = [crypto.randomUUID(), making()];
    const tries = [1, 2, 3].map(() => () => makeOnce({ actor: org.actor, attempt, input }, make));
    for (const again of tries) expect(await again()).toEqual({ id: "made 1" });
    expect(make).toHaveBeenCalledTimes(1);
  });

  it("is tried again where it was refused, because nothing was made", async () => {
    const [attempt, make] = [crypto.randomUUID(), making()];
    make.mockRejectedValueOnce(new Error("refused"));
    await expect(makeOnce({ actor: org.actor, attempt, input }, make)).rejects.toThrow("refused");
    expect(await makeOnce({ actor: org.actor, attempt, input }, make)).toEqual({ id: "made 1" });
  });

  it("is not made twice by two saves at once: the second is told to wait", async () => {
    const [attempt, make] = [crypto.randomUUID(), making()];
    const both = await Promise.allSettled([1, 2].map(() => makeOnce({ actor: org.actor, attempt, input }, make)));
    expect(make).toHaveBeenCalledTimes(1);
    for (const one of both) {
      if (one.status === "fulfilled") expect(one.value).toEqual({ id: "made 1" });
      else expect(one.reason).toMatchObject({ code: "conflict" });
    }
  });

  it("is refused where another thing goes by the name of the first, and is apart for each organisation", async () => {
    const [attempt, make] = [crypto.randomUUID(), making()];
    await makeOnce({ actor: org.actor, attempt, input }, make);
    await expect(makeOnce({ actor: org.actor, attempt, input: { name: "Lamps" } }, make)).rejects.toMatchObject({
      code: "invalid",
    });
    expect(await makeOnce({ actor: other.actor, attempt, input }, make)).toEqual({ id: "made 2" });
  });
});

describe("a process that dies before it answers", () => {
  const input = { name: "Lanterns" };
  const MINUTES_AGO = new Date(Date.now() - 3 * 60_000);
  /** As the death of the process would leave it: the key is taken, and nobody answers any more. */
  const die = (attempt: string) =>
    db.idempotencyRecord.update({
      where: { organizationId_key: { organizationId: org.actor.organizationId, key: `screen:${attempt}` } },
      data: { status: null, body: Prisma.DbNull, createdAt: MINUTES_AGO },
    });
  const saving = () => vi.fn(() => inTransaction(async (tx) => ({ id: String(await tx.$executeRaw`select 1`) })));

  it("does not have it made again where it was saved, and the person is told to look", async () => {
    const [attempt, make] = [crypto.randomUUID(), saving()];
    await makeOnce({ actor: org.actor, attempt, input }, make);
    await die(attempt);
    await expect(makeOnce({ actor: org.actor, attempt, input }, make)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("Look for what it made"),
    });
    expect(make).toHaveBeenCalledTimes(1);
  });

  it("has it made where nothing was saved yet", async () => {
    const [attempt, make] = [crypto.randomUUID(), making()];
    await makeOnce({ actor: org.actor, attempt, input }, make);
    await die(attempt);
    expect(await makeOnce({ actor: org.actor, attempt, input }, make)).toEqual({ id: "made 2" });
  });

  it("is like an error after the work was saved; one before it, and a refusal, leave the key free", async () => {
    const [attempt, save] = [crypto.randomUUID(), saving()];
    const breaking = (error: Error) => async () => {
      await save();
      throw error;
    };
    const make = (fail: () => Promise<never>) => makeOnce({ actor: org.actor, attempt, input }, fail);
    await expect(make(() => inTransaction(() => Promise.reject(new Error("before"))))).rejects.toThrow("before");
    await expect(make(breaking(new AppError("precondition", "refused")))).rejects.toThrow("refused");
    await expect(make(breaking(new Error("after")))).rejects.toThrow("after");
    await expect(make(breaking(new Error("again")))).rejects.toMatchObject({ code: "conflict" });
    expect(save).toHaveBeenCalledTimes(2);
  });
});
