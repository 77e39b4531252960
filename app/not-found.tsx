import Link from "next/link";
import { Button } from "@/components/ui/button";

export default function NotFound() {
  return (
    <main className="mx-auto max-w-md px-4 py-24">
      <h1 className="font-semibold text-xl">There is no such page</h1>
      <p className="mt-2 text-ink-2">It may have been deleted, or it belongs to another organisation.</p>
      <Button asChild className="mt-5">
        <Link href="/">Go to the overview</Link>
      </Button>
    </main>
  );
}
