/** At most `width` of the functions run at once; the others wait in the order they came. */
export function createLimiter(width: number) {
  let free = width;
  const line: (() => void)[] = [];
  return async function limited<Result>(work: () => Promise<Result>): Promise<Result> {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => line.push(resolve));
    try {
      return await work();
    } finally {
      const next = line.shift();
      if (next) next();
      else free++;
    }
  };
}

export type Limiter = ReturnType<typeof createLimiter>;
