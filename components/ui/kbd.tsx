export const Kbd = ({ children }: { children: React.ReactNode }) => (
  <kbd className="rounded border border-line-strong px-1 font-medium font-mono text-[11px] text-ink-3 leading-4">
    {children}
  </kbd>
);
