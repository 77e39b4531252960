import { beforeAll, describe, expect, it, vi } from "vitest";
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
