export const Logo = ({ className }: { className?: string }) => (
  <svg
    aria-hidden
    viewBox="0 0 20 20"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.8"
    strokeLinecap="round"
    strokeLinejoin="round"
    className={className}
  >
    <path d="M4 6.5h11l-2.8-2.8M16 13.5H5l2.8 2.8" />
  </svg>
);
