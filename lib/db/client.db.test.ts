import { beforeAll, describe, expect, it } from "vitest";
import { sql } from "../testing/db";
import { createOrganization, redditConnection, type TestOrganization } from "../testing/factories";
import { db, executeRows, inTransaction, isKnownError } from "./client";

let org: TestOrganization;
beforeAll(async () => {
  org = await createOrganization();
});

const stored = async (id: string): Promise<string> =>
  (await sql<{ credentials: string }>(`select "credentials" from "Connection" where "id" = $1`, [id]))[0]
    ?.credentials ?? "";

const read = async (id: string) => (await db.connection.findUniqueOrThrow({ where: { id } })).credentials;

describe("a connection's credentials", () => {
  it("are encrypted in the database and plain to the code, whichever way they are written", async () => {
    const id = org.connectionId;
    expect(await stored(id)).toMatch(/^k1\./);
    expect(await read(id)).toContain("refreshToken");

    await db.connection.update({ where: { id, organizationId: org.organizationId }, data: { credentials: "updated" } });
    expect(await stored(id)).toMatch(/^k1\./);
    expect(await read(id)).toBe("updated");

    await db.connection.update({ where: { id }, data: { credentials: { set: "set" } } });
    expect(await stored(id)).not.toContain("set");
    expect(await read(id)).toBe("set");

    const row = redditConnection({ id: crypto.randomUUID(), organizationId: org.organizationId, account: 9 });
    await db.connection.createMany({ data: [row] });
    expect(await stored(row.id)).toMatch(/^k1\./);
    expect(await read(row.id)).toBe(row.credentials);

    const { id: upsertedId, ...rest } = { ...row, id: crypto.randomUUID() };
    await db.connection.upsert({ where: { id: upsertedId }, create: { id: upsertedId, ...rest }, update: rest });
    expect(await stored(upsertedId)).toMatch(/^k1\./);
  });

  it("are encrypted inside a transaction too", async () => {
    await inTransaction(async (tx) => {
      await tx.connection.update({ where: { id: org.connectionId }, data: { credentials: "inside" } });
    });
    expect(await stored(org.connectionId)).toMatch(/^k1\./);
    expect(await read(org.connectionId)).toBe("inside");
  });

  it("do not open in another row", async () => {
    const row = redditConnection({ id: crypto.randomUUID(), organizationId: org.organizationId, account: 10 });
    await db.connection.create({ data: row });
    await sql(`update "Connection" set "credentials" = $1 where "id" = $2`, [await stored(org.connectionId), row.id]);
    await expect(read(row.id)).rejects.toThrow();
  });

  it("cannot be written without naming the one connection they belong to", async () => {
    await expect(
      db.connection.updateMany({ where: { organizationId: org.organizationId }, data: { credentials: "for all" } }),
    ).rejects.toThrow("write them by its id");
  });

  it("may be taken away", async () => {
    await db.connection.update({ where: { id: org.connectionId }, data: { credentials: null } });
    expect(await read(org.connectionId)).toBeNull();
  });
});

/** Something to wait for until it is opened. */
function gate() {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, passed };
}

describe("a transaction", () => {
  it("saves nothing when its work fails", async () => {
    const id = crypto.randomUUID();
    const work = inTransaction(async (tx) => {
      await tx.organization.create({ data: { id, name: "Half" } });
      throw new Error("stop");
    });
    await expect(work).rejects.toThrow("stop");
    expect(await db.organization.count({ where: { id } })).toBe(0);
  });

  it("that met a deadlock is done again", async () => {
    const ids = [crypto.randomUUID(), crypto.randomUUID()];
    await db.organization.createMany({ data: ids.map((id) => ({ id, name: "Start" })) });
    const touched = [gate(), gate()];
    // Each takes one row, waits until the other holds its own, then wants the other's.
    const cross = (mine: number, theirs: number) =>
      inTransaction(async (tx) => {
        await tx.organization.update({ where: { id: ids[mine] }, data: { name: `By ${mine}` } });
        touched[mine]?.open();
        await touched[theirs]?.passed;
        await tx.organization.update({ where: { id: ids[theirs] }, data: { name: `By ${mine}` } });
      });
    await Promise.all([cross(0, 1), cross(1, 0)]);
    const rows = await db.organization.findMany({ where: { id: { in: ids } } });
    expect(new Set(rows.map((row) => row.name)).size).toBe(1);
  });
});

describe("a bulk statement", () => {
  it("keeps amounts beyond what a float holds, and says how many rows it touched", async () => {
    const [row] = await inTransaction(
      (tx) => tx.$queryRaw<{ amount: bigint }[]>`select 9007199254740993::bigint as amount`,
    );
    expect(row?.amount).toBe(9_007_199_254_740_993n);
    const statement = `insert into "Organization" ("id", "name") select "id", "amount"::text
      from jsonb_to_recordset($1::jsonb) as r("id" uuid, "amount" bigint)`;
    const rows = [1n, 9_007_199_254_740_993n].map((amount) => ({ id: crypto.randomUUID(), amount }));
    expect(await inTransaction((tx) => executeRows(tx, statement, rows))).toBe(2);
    expect(await db.organization.count({ where: { name: "9007199254740993" } })).toBe(1);
    expect(await inTransaction((tx) => executeRows(tx, statement, []))).toBe(0);
  });

  it("that breaks a unique key says so by its code", async () => {
    const twice = db.organization.createMany({
      data: [1, 2].map(() => ({ id: org.organizationId, name: "Twice" })),
    });
    const error: unknown = await twice.catch((thrown: unknown) => thrown);
    expect(isKnownError(error, "P2002")).toBe(true);
    expect(isKnownError(new Error("other"), "P2002")).toBe(false);
  });
});
