import { ArrowLeft } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { openApiDocument } from "@/lib/api/openapi";

export const metadata: Metadata = { title: "API" };

type Operation = {
  summary?: string;
  description?: string;
  parameters?: { name: string; in: string; required?: boolean }[];
  requestBody?: { content: Record<string, { schema: unknown }> };
  responses: Record<string, { description?: string; content?: Record<string, { schema?: unknown }> }>;
};

/** The API to read and search, from the same description that programs get at /api/openapi.json. */
export default function ApiPage() {
  const { info, paths } = openApiDocument() as unknown as {
    info: { description: string };
    paths: Record<string, Record<string, Operation>>;
  };
  return (
    <main className="mx-auto max-w-4xl px-4 py-10">
      <Link href="/" className="mb-3 inline-flex min-h-6 items-center gap-1.5 text-ink-2 hover:text-ink">
        <ArrowLeft aria-hidden className="size-4" />
        Back to Lockstep
      </Link>
      <h1 className="font-semibold text-xl tracking-[-0.01em]">Lockstep API</h1>
      <p className="mt-1 text-ink-2">
        For programs:{" "}
        <a className="text-accent underline" href="/api/openapi.json">
          openapi.json
        </a>
      </p>
      <div className="mt-4 max-w-[68ch] space-y-3 text-ink-2">
        {info.description.split("\n\n").map((paragraph) => (
          <p key={paragraph}>{paragraph.replaceAll("`", "")}</p>
        ))}
      </div>
      {Object.entries(paths).map(([path, operations]) => (
        <section key={path} className="mt-6" aria-labelledby={path}>
          <h2 id={path} className="break-all font-mono text-[13px]">
            {path}
          </h2>
          <ul className="mt-2 divide-y divide-line rounded-lg border border-line bg-panel">
            {Object.entries(operations).map(([method, operation]) => (
              <OperationLine key={method} method={method} operation={operation} />
            ))}
          </ul>
        </section>
      ))}
    </main>
  );
}

function OperationLine({ method, operation }: { method: string; operation: Operation }) {
  const query = operation.parameters?.filter((parameter) => parameter.in === "query").map(({ name }) => name) ?? [];
  const body = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  const answers = Object.entries(operation.responses);
  return (
    <li className="px-4 py-3">
      <p>
        <span className="font-medium font-mono text-[13px] uppercase">{method}</span> {operation.summary}
      </p>
      {query.length > 0 ? <p className="mt-1 text-ink-3 text-sm">Query: {query.join(", ")}</p> : null}
      {body ? <Schema label="Body" schema={body} /> : null}
      {answers.map(([status, { description, content }]) => {
        const schema = Object.values(content ?? {})[0]?.schema;
        return schema && status.startsWith("2") ? (
          <Schema key={status} label={`Answer ${status}`} schema={schema} />
        ) : (
          <p key={status} className="mt-1 text-ink-3 text-sm">
            {status} {description}
          </p>
        );
      })}
    </li>
  );
}

function Schema({ label, schema }: { label: string; schema: unknown }) {
  return (
    <details className="mt-1">
      <summary className="cursor-pointer text-ink-2 text-sm">{label}</summary>
      <pre className="mt-2 max-h-96 overflow-auto rounded-md bg-sunken p-3 font-mono text-[12px]">
        {JSON.stringify(schema, null, 2)}
      </pre>
    </details>
  );
}
