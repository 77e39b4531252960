import { Card, CardHeader } from "@/components/ui/card";
import { FieldChanges } from "@/components/ui/field-changes";
import { PlatformGlyph } from "@/components/ui/platform-glyph";
import { count } from "@/components/ui/record-words";
import { VirtualRows } from "@/components/ui/virtual-rows";
import type { OperationView } from "@/lib/domain/views/plans";
import { OperationName } from "./operation-name";

/** A record with one short field; the others are measured once drawn. */
const ROW_HEIGHT = 58;

/** Every record that a pull changed here, with what it was and what it became. */
export function TakenOver({ operations }: { operations: readonly OperationView[] }) {
  if (operations.length === 0) return null;
  return (
    <Card aria-labelledby="taken-over" className="mt-4">
      <CardHeader>
        <h2 id="taken-over" className="font-semibold">
          What was taken over
        </h2>
        <span className="text-ink-3 text-ui">{count(operations.length, "record")}</span>
      </CardHeader>
      <VirtualRows
        role="list"
        count={operations.length}
        estimate={ROW_HEIGHT}
        keyOf={(index) => operations[index]?.id ?? String(index)}
        row={(index) => {
          const operation = operations[index];
          return operation ? (
            <div
              role="listitem"
              data-row-index={index}
              className="grid gap-x-4 gap-y-1 border-line border-b px-3.5 py-2 md:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]"
            >
              <span className="flex min-w-0 items-center gap-2">
                <PlatformGlyph platform={operation.platform} />
                <OperationName operation={operation} />
              </span>
              <FieldChanges changes={operation.changes} currency={operation.currency ?? null} />
            </div>
          ) : null;
        }}
      />
    </Card>
  );
}
