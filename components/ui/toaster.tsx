"use client";

import { useTheme } from "next-themes";
import { Toaster as Sonner } from "sonner";

/** Short news of what just happened. Anything that must not be missed also stays where it happened. */
export default function Toaster() {
  const { resolvedTheme } = useTheme();
  return (
    <Sonner
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      position="bottom-right"
      closeButton
      toastOptions={{
        style: {
          background: "var(--panel)",
          color: "var(--ink)",
          border: "1px solid var(--line-strong)",
          borderRadius: "8px",
          fontFamily: "var(--font-geist), system-ui, sans-serif",
          fontSize: "13px",
          boxShadow: "none",
        },
        actionButtonStyle: {
          background: "transparent",
          color: "var(--accent)",
          fontWeight: 500,
          fontSize: "13px",
          height: "28px",
          flexShrink: 0,
        },
      }}
    />
  );
}
