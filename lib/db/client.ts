import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";
import { parseIntoClientConfig } from "pg-connection-string";
import { Prisma, PrismaClient } from "../../prisma/generated/client";
import { env } from "../env";
import { logger } from "../logger";
import { type Claim, claimAtWork } from "./claim-at-work";
import { decrypt, encrypt } from "./encryption";
import { toDatabaseJson } from "./json";
import { createStatementNames } from "./statement-names";

/** Connections of one process. Several processes share a server that allows 100 by default. */
const POOL_SIZE = 16;
/** A caller waits this long for a connection before its request fails. */
const ACQUIRE_MS = 10_000;
/** Room for the one slow transaction there is: creating a set of 10,000 campaigns. */
const TRANSACTION_MS = 60_000;

/**
 * A connection's credentials are encrypted on the way in and decrypted on the way out, here, so that no caller can
 * forget to. The envelope is bound to the connection's id: a write must name it, a read must select it.
 */
const encryptedCredentials = Prisma.defineExtension({
  name: "encrypted-credentials",
  query: {
    connection: {
      create: ({ args, query }) => query({ ...args, data: sealed(args.data, args.data.id) }),
      update: ({ args, query }) => query({ ...args, data: sealed(args.data, args.where.id) }),
      upsert: ({ args, query }) =>
        query({
          ...args,
          create: sealed(args.create, args.create.id),
          update: sealed(args.update, args.where.id),
        }),
      createMany: ({ args, query }) => query({ ...args, data: sealedRows(args.data) }),
      createManyAndReturn: ({ args, query }) => query({ ...args, data: sealedRows(args.data) }),
      updateMany: ({ args, query }) => query({ ...args, data: sealed(args.data, undefined) }),
      updateManyAndReturn: ({ args, query }) => query({ ...args, data: sealed(args.data, undefined) }),
    },
  },
  result: {
    connection: {
      credentials: {
        needs: { id: true, credentials: true },
        compute: ({ id, credentials }) =>
          credentials === null ? null : decrypt(credentials, env.LOCKSTEP_ENCRYPTION_KEYS, id),
      },
    },
  },
});

type CredentialsInput = { credentials?: string | null | { set?: string | null } };

function sealed<Data extends CredentialsInput>(data: Data, connectionId: unknown): Data {
  const given = data.credentials;
  const text = typeof given === "object" && given !== null ? given.set : given;
  if (text === undefined || text === null) return data;
  if (typeof connectionId !== "string") {
    throw new Error("Credentials are bound to one connection: write them by its id.");
  }
  return { ...data, credentials: encrypt(text, env.LOCKSTEP_ENCRYPTION_KEYS, connectionId) };
}

const sealedRows = <Row extends CredentialsInput & { id: string }>(rows: Row | Row[]): Row[] =>
  [rows].flat().map((row) => sealed(row as Row, (row as Row).id));

/** Whether the address says so, in the word that Prisma's users know. */
const isPooled = (url: string): boolean => URL.canParse(url) && new URL(url).searchParams.get("pgbouncer") === "true";

function createClient() {
  // Separate fields: with a connection string the adapter takes the real database for its shadow database.
  const config = parseIntoClientConfig(env.DATABASE_URL);
  const adapter = new PrismaPg(
    { ...config, max: POOL_SIZE, connectionTimeoutMillis: ACQUIRE_MS, application_name: "lockstep" },
    {
      // Behind a pooler that hands out connections by the statement, what was prepared is on another one the next time.
      ...(isPooled(env.DATABASE_URL) ? {} : { statementNameGenerator: createStatementNames() }),
      // A server that restarts ends idle connections; the pool opens new ones. Without a listener that would end the process.
      onPoolError: (error) => logger.warn({ error: error.message }, "a database connection ended"),
    },
  );
  return new PrismaClient({
    adapter,
    transactionOptions: { maxWait: ACQUIRE_MS, timeout: TRANSACTION_MS },
  }).$extends(encryptedCredentials);
}

type Client = ReturnType<typeof createClient>;

/** What a function that writes inside someone's transaction takes. */
export type Transaction = Prisma.TransactionClient;

// On globalThis, because a development server evaluates this module again at each change.
const holder = globalThis as typeof globalThis & { lockstepDatabase?: Client };

function client(): Client {
  holder.lockstepDatabase ??= createClient();
  return holder.lockstepDatabase;
}

/** Opened at first use, so that importing this needs no environment. */
export const db: Client = new Proxy({} as Client, {
  get: (_target, name) => {
    const value: unknown = Reflect.get(client(), name);
    return typeof value === "function" ? value.bind(client()) : value;
  },
});

/** Postgres broke a deadlock or a serialization cycle: nothing was written, and the same work may simply be done again. */
const WRITE_CONFLICT = "P2034";
const TRIES = 3;

/** Runs the work in one transaction: all of it is saved or nothing. Keep network calls out of it. */
export async function inTransaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const atWork = claimAtWork.getStore();
      const result = await db.$transaction(async (tx) => {
        const done = await work(plainTransaction(tx));
        if (atWork && !atWork.isNoted) await noteCarriedOut(plainTransaction(tx), atWork.claim);
        return done;
      });
      if (atWork) atWork.isNoted = true;
      return result;
    } catch (error) {
      if (attempt >= TRIES || !isKnownError(error, WRITE_CONFLICT)) throw error;
    }
  }
}

/** Saved with the work itself, so that a request whose process dies before it answers is not carried out twice. */
const noteCarriedOut = (tx: Transaction, { organizationId, key }: Claim) =>
  tx.$executeRaw`update "IdempotencyRecord" set "carriedOut" = true
    where "organizationId" = ${organizationId}::uuid and "key" = ${key}`;

/** The extension keeps every method and every type of a transaction; only the compiler cannot see that. */
const plainTransaction = (tx: unknown): Transaction => tx as Transaction;

/** `db` for functions that take a transaction, where there is none: each of their statements is saved by itself. */
export const noTransaction: Transaction = plainTransaction(db);

/** Whether Prisma threw this code, such as P2002 for a broken unique key. */
export const isKnownError = (error: unknown, code: string): boolean =>
  error instanceof Prisma.PrismaClientKnownRequestError && error.code === code;

/**
 * One bulk statement. `$1` is the rows as JSON, for `jsonb_to_recordset($1::jsonb)`; further parameters follow.
 * Answers how many rows it touched. Raw SQL knows none of Prisma's defaults: the rows carry id and times themselves.
 */
export const executeRows = (
  tx: Pick<Transaction, "$executeRawUnsafe">,
  statement: string,
  rows: readonly unknown[],
  ...parameters: (string | number | null)[]
): Promise<number> =>
  rows.length === 0 ? Promise.resolve(0) : tx.$executeRawUnsafe(statement, toDatabaseJson(rows), ...parameters);
