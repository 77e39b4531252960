"use client";

import { useRef } from "react";
import { uuidv7 } from "uuidv7";

/**
 * A name for each thing that is made, the same when the same is sent again because no answer came: it is made once then.
 * What was changed since, or what was answered, is another thing.
 */
export function useAttempt() {
  const tried = useRef<{ of: string; id: string } | null>(null);
  return {
    idFor(input: unknown): string {
      const of = JSON.stringify(input);
      if (tried.current?.of !== of) tried.current = { of, id: uuidv7() };
      return tried.current.id;
    },
    answered(): void {
      tried.current = null;
    },
  };
}
