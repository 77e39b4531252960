import type { ExternalToast } from "sonner";
import { untilLoaded } from "./until-loaded";

/** Short news at the edge of the page. The library behind it is loaded with the first of them. */
const show = (kind: "success" | "error" | "info") => (text: string, options?: ExternalToast) => {
  void untilLoaded(() => import("sonner")).then(({ toast }) => toast[kind](text, options));
};

export const toast = { success: show("success"), error: show("error"), info: show("info") };
