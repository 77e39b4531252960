/** Where to go after signing in or out: a page of ours, whatever the address asked for. */
export function safeRedirect(wanted: string, baseUrl: string): string {
  const base = new URL(baseUrl);
  // Resolved the way a browser would, which also settles `//host` and `/\host`.
  const target = URL.canParse(wanted, base) ? new URL(wanted, base) : base;
  return target.origin === base.origin ? target.href : base.href;
}
