import { beforeEach, describe, expect, test } from "vitest";
import { type CanonicalRecord, isEqual, type RecordKind } from "../domain/canonical";
import type {
  Intent,
  ObservedRecord,
  Operation,
  Parts,
  PlatformAdapter,
  PlatformDefinition,
  WriteHooks,
} from "./types";

/** A call that reached the platform, as its own log has it. */
export type SeenCall = { method: string; path: string; body: unknown };

/** A platform to try an adapter on. Each test gets a new one. */
export type Room = {
  definition: PlatformDefinition;
  adapter: PlatformAdapter;
  /** A whole value of each kind that the platform accepts, as `project` would give it. */
  desired: Partial<Record<RecordKind, CanonicalRecord>>;
  /** Another value for some fields of each kind; each is tried by itself. */
  edits: Partial<Record<RecordKind, CanonicalRecord>>;
  /** The fields of a wire body that an edit of this field may send. */
  wireFieldsOf(kind: RecordKind, field: string): string[];
  /** Calls that wrote records, since `forgetCalls`. */
  writes(): SeenCall[];
  /** Calls that listed records, since `forgetCalls`. */
  listings(): SeenCall[];
  forgetCalls(): void;
  /** Waits until a listing shows what was just created. */
  settle(): Promise<void>;
  /** Makes listings come in pages of this size. */
  setPageSize(size: number): void;
  now(): Date;
};

/** What every adapter does alike. A platform's own test is the few lines that make its room. */
export function describePlatform(name: string, makeRoom: () => Promise<Room>): void {
  describe(`${name}, as every platform`, () => {
    let room: Room;
    let operations = 0;
    beforeEach(async () => {
      room = await makeRoom();
    });

    const kinds = () => Object.keys(room.definition.capabilities.kinds) as [RecordKind, ...RecordKind[]];
    const fieldsOf = (kind: RecordKind) => Object.keys(room.definition.capabilities.kinds[kind]?.fields ?? {});

    function operationFor(kind: RecordKind, parentPlatformId: string | null, over: Partial<Operation> = {}): Operation {
      operations += 1;
      return {
        id: `operation-${operations}`,
        kind: "create",
        recordKind: kind,
        recordId: `record-${operations}`,
        platformId: null,
        parentPlatformId,
        desired: room.desired[kind] ?? {},
        changed: [],
        // Six letters of the alphabet that markers have.
        marker: String(operations)
          .padStart(6, "0")
          .replace(/\d/g, (digit) => "abcdefghjk".charAt(Number(digit))),
        parts: {},
        ...over,
      };
    }

    const updateOf = ({ operation, record }: Made, changes: CanonicalRecord): Operation => ({
      ...operation,
      kind: "update",
      platformId: record.platformId,
      desired: { ...operation.desired, ...changes },
      changed: Object.keys(changes),
      parts: record.parts,
    });

    /** What the engine does on the way; `before` notes how many calls had left when a create announced itself. */
    function createHooks(): WriteHooks & { before: number[] } {
      const before: number[] = [];
      return {
        before,
        beforeCreate: () => {
          before.push(room.writes().length);
          return Promise.resolve();
        },
        beforeUpdate: () => Promise.resolve(),
        saveParts: (_parts: Parts) => Promise.resolve(),
        partsOfOthers: () => Promise.resolve([]),
      };
    }

    type Made = { operation: Operation; record: ObservedRecord };

    async function create(kind: RecordKind, parent: string | null, over: Partial<Operation> = {}): Promise<Made> {
      const operation = operationFor(kind, parent, over);
      return { operation, record: await room.adapter.apply(operation, createHooks()) };
    }

    /** One record of every kind, each under the one before. */
    async function createChain(): Promise<Map<RecordKind, Made>> {
      const made = new Map<RecordKind, Made>();
      let parent: string | null = null;
      for (const kind of kinds()) {
        const one = await create(kind, parent);
        made.set(kind, one);
        parent = one.record.platformId;
      }
      return made;
    }

    async function listAll(kind: RecordKind): Promise<{ records: ObservedRecord[]; pages: number }> {
      const records: ObservedRecord[] = [];
      let cursor: string | null = null;
      for (let pages = 1; ; pages++) {
        const page = await room.adapter.observe(kind, cursor);
        records.push(...page.records);
        cursor = page.nextCursor;
        if (!cursor || pages > 50) return { records, pages };
      }
    }

    async function fetchOrThrow(kind: RecordKind, platformId: string): Promise<ObservedRecord> {
      const found = await room.adapter.fetch(kind, platformId);
      if (found === "gone") throw new Error(`${kind} ${platformId} is gone`);
      return found;
    }

    /** Each field the platform shows is as it was asked for, or as the answer to the write said it would be. */
    function expectAsWanted(kind: RecordKind, shown: CanonicalRecord, { operation, record }: Made): void {
      for (const field of fieldsOf(kind).filter((item) => item in shown)) {
        const accepted = [operation.desired[field], record.value[field]];
        expect(
          accepted.some((value) => isEqual(value, shown[field])),
          `${kind}.${field}: ${JSON.stringify(shown[field])}`,
        ).toBe(true);
      }
    }

    test("creates a record of each kind and gives back what was kept", async () => {
      const made = await createChain();
      let parent: string | null = null;
      for (const [kind, { operation, record }] of made) {
        expect(record).toMatchObject({ kind, parentPlatformId: parent, marker: operation.marker, removed: false });
        for (const field of fieldsOf(kind)) {
          const wanted = operation.desired[field] ?? null;
          if (field in record.value && wanted !== null) expect(record.value[field], `${kind}.${field}`).toEqual(wanted);
        }
        parent = record.platformId;
      }
      expect(new Set([...made.values()].map(({ record }) => record.platformId)).size).toBe(made.size);
    });

    test("says once that a create is about to leave, before it does", async () => {
      let parent: string | null = null;
      for (const kind of kinds()) {
        room.forgetCalls();
        const hooks = createHooks();
        parent = (await room.adapter.apply(operationFor(kind, parent), hooks)).platformId;
        expect(hooks.before).toEqual([0]);
        expect(room.writes()).toHaveLength(1);
      }
    });

    test("sends nothing when that could not be kept", async () => {
      const hooks = { ...createHooks(), beforeCreate: () => Promise.reject(new Error("not durable")) };
      await expect(room.adapter.apply(operationFor(kinds()[0], null), hooks)).rejects.toThrow("not durable");
      expect(room.writes()).toEqual([]);
    });

    test("keeps an update here that is taken back right before it leaves", async () => {
      for (const made of (await createChain()).values()) {
        const sent = room.writes().length;
        const hooks = { ...createHooks(), beforeUpdate: () => Promise.reject(new Error("paused meanwhile")) };
        await expect(room.adapter.apply(updateOf(made, { status: "active" }), hooks)).rejects.toThrow(
          "paused meanwhile",
        );
        expect(room.writes()).toHaveLength(sent);
      }
    });

    test("creates in another status where it is told to", async () => {
      let parent: string | null = null;
      for (const kind of kinds()) {
        const desired = { ...room.desired[kind], status: "active" };
        const { record } = await create(kind, parent, { desired, initialStatus: "paused" });
        expect(record.value.status).toBe("paused");
        parent = record.platformId;
      }
    });

    test("reads back what it wrote, directly and in a listing", async () => {
      const made = await createChain();
      await room.settle();
      for (const [kind, one] of made) {
        const { platformId, parentPlatformId } = one.record;
        expectAsWanted(kind, (await fetchOrThrow(kind, platformId)).value, one);
        const { records } = await listAll(kind);
        expect(records).toMatchObject([{ platformId, parentPlatformId, marker: one.operation.marker, removed: false }]);
        expectAsWanted(kind, records[0]?.value ?? {}, one);
      }
    });

    test("lists everything once, over as many pages as it takes", async () => {
      const [top] = kinds();
      const ids: string[] = [];
      for (let index = 0; index < 7; index++) ids.push((await create(top, null)).record.platformId);
      await room.settle();
      room.setPageSize(3);
      const { records, pages } = await listAll(top);
      expect(records.map(({ platformId }) => platformId).sort()).toEqual(ids.sort());
      expect(pages).toBe(3);
    });

    test("lists nothing, on one page, where there is nothing", async () => {
      for (const kind of kinds()) expect(await listAll(kind)).toEqual({ records: [], pages: 1 });
    });

    test("says of an object the platform does not know that it is gone", async () => {
      for (const kind of kinds()) expect(await room.adapter.fetch(kind, "1900000000000000000")).toBe("gone");
    });

    test("sends of an update the field that changed and no other", async () => {
      const made = await createChain();
      for (const [kind, one] of made) {
        let latest = one;
        for (const [field, value] of Object.entries(room.edits[kind] ?? {})) {
          room.forgetCalls();
          const operation = updateOf(latest, { [field]: value });
          const record = await room.adapter.apply(operation, createHooks());
          expect(record.value[field], `${kind}.${field}`).toEqual(value);
          const writes = room.writes();
          expect(writes, `${kind}.${field}`).toHaveLength(1);
          expect(sentFields(writes[0]), `${kind}.${field}`).toEqual(room.wireFieldsOf(kind, field).sort());
          latest = { operation, record };
        }
        expect(latest, `${kind} has edits to try`).not.toBe(one);
      }
    });

    test("removes as its capabilities say", async () => {
      const made = await createChain();
      for (const [kind, one] of [...made].reverse()) {
        const remove = room.definition.capabilities.kinds[kind]?.remove;
        if (remove?.by !== "status") continue;
        const record = await room.adapter.apply(updateOf(one, { status: remove.status }), createHooks());
        expect(record).toMatchObject({ removed: true, value: { status: remove.status } });
      }
    });

    test("puts an object of each kind out of the way", async () => {
      const made = await createChain();
      for (const [kind, { record }] of [...made].reverse()) {
        await room.adapter.retire(kind, record.platformId);
        expect(await fetchOrThrow(kind, record.platformId)).toMatchObject({ removed: true });
      }
    });

    describe("asked what became of a create", () => {
      const ask = (asked: Operation[], isClaimed = (_platformId: string) => false) =>
        room.adapter.findByIntent(
          asked.map((operation): Intent => ({ operation, at: room.now() })),
          isClaimed,
        );

      test("finds it, for each kind", async () => {
        const made = [...(await createChain()).values()];
        await room.settle();
        expect(await ask(made.map(({ operation }) => operation))).toMatchObject(
          made.map(({ record: { platformId } }) => ({ outcome: "found", record: { platformId }, duplicates: [] })),
        );
      });

      test("finds nothing where nothing was made, even beside what looks alike", async () => {
        const made = await createChain();
        await room.settle();
        const lost = [...made].map(([kind, { record }]) => operationFor(kind, record.parentPlatformId));
        expect(await ask(lost)).toEqual(lost.map(() => ({ outcome: "none" })));
        expect(await ask([])).toEqual([]);
      });

      test("takes the first of several and names the others, but none that belongs to another record", async () => {
        const operation = operationFor(kinds()[0], null);
        const ids: string[] = [];
        for (let index = 0; index < 3; index++) {
          ids.push((await room.adapter.apply(operation, createHooks())).platformId);
          await room.settle();
        }
        const [first, second, third] = ids;
        expect(await ask([operation])).toMatchObject([
          { outcome: "found", record: { platformId: first }, duplicates: [second, third] },
        ]);
        expect(await ask([operation], (platformId) => platformId === first)).toMatchObject([
          { outcome: "found", record: { platformId: second }, duplicates: [third] },
        ]);
      });

      test("leaves out what was put out of the way", async () => {
        const [top] = kinds();
        const operation = operationFor(top, null);
        const first = await room.adapter.apply(operation, createHooks());
        const second = await room.adapter.apply(operation, createHooks());
        await room.adapter.retire(top, first.platformId);
        await room.settle();
        expect(await ask([operation])).toMatchObject([
          { outcome: "found", record: { platformId: second.platformId }, duplicates: [] },
        ]);
      });

      test("finds it on a later page too", async () => {
        const [top] = kinds();
        const made: Made[] = [];
        for (let index = 0; index < 5; index++) made.push(await create(top, null));
        await room.settle();
        room.setPageSize(2);
        const answers = await ask(made.map(({ operation }) => operation));
        expect(answers.map(({ outcome }) => outcome)).toEqual(Array(5).fill("found"));
      });

      test("asks the platform once for all that have the same parent, and changes nothing", async () => {
        const asked = Array.from({ length: 5 }, () => operationFor(kinds()[0], null));
        room.forgetCalls();
        await ask(asked);
        expect(room.listings()).toHaveLength(1);
        expect(room.writes()).toEqual([]);
      });
    });

    test("lists what pays for it", async () => {
      const funding = await room.adapter.listFunding();
      expect(funding.length).toBeGreaterThan(0);
      for (const item of funding) {
        expect(item).toEqual({
          platformId: expect.stringMatching(/./),
          name: expect.any(String),
          currency: expect.stringMatching(/^[A-Z]{3}$/),
          isServable: expect.any(Boolean),
          reasons: expect.any(Array),
        });
      }
    });
  });
}

/** What a body names; platforms that wrap it do so in `data`. */
function sentFields(call: SeenCall | undefined): string[] {
  const body = (call?.body ?? {}) as { data?: object };
  return Object.keys(body.data ?? body).sort();
}
