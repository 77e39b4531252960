import { type ClassValue, clsx } from "clsx";

/**
 * Class names joined. Nothing is merged: which of two wins is decided in the style sheet, not by their order here, so a
 * component never gets two that set the same property.
 */
export const cn = (...values: ClassValue[]) => clsx(values);
