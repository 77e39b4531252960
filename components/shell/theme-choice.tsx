"use client";

import { useTheme } from "next-themes";
import { MenuChoice } from "@/components/ui/menu";

export const THEMES = [
  { value: "system", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
] as const;

export function ThemeChoice() {
  const { theme, setTheme } = useTheme();
  const current = THEMES.find((option) => option.value === theme)?.value ?? "system";
  return <MenuChoice label="Appearance" value={current} options={THEMES} onChange={setTheme} />;
}
