import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

// Without this, `text-ui` (a size of ours) would be taken for a colour and dropped beside one.
const merge = extendTailwindMerge({
  extend: { classGroups: { "font-size": [{ text: ["ui"] }], rounded: [{ rounded: ["control", "card"] }] } },
});

/** Class names joined; of two that set the same property the later one wins. */
export const cn = (...values: ClassValue[]) => merge(clsx(values));
