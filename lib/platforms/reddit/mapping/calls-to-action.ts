import type { CanonicalValue } from "../../../domain/canonical";

/** The values Reddit accepts for a call to action, by our own spelling-insensitive key. Source: enum in the Ads API v3. */
const CALLS_TO_ACTION = new Map(
  [
    "Apply Now",
    "Contact Us",
    "Download",
    "Get a Quote",
    "Get Showtimes",
    "Install",
    "Learn More",
    "Order Now",
    "Play Now",
    "Pre-order Now",
    "See Menu",
    "Shop Now",
    "Sign Up",
    "View More",
    "Watch Now",
    "Book Now",
    "Buy Tickets",
    "Get Directions",
    "Listen Now",
    "Read More",
    "Subscribe",
    "Visit Store",
    "Donate Now",
    "Remind Me",
  ].map((value) => [actionKey(value), value]),
);
// The other platforms say it without the article.
CALLS_TO_ACTION.set("getquote", "Get a Quote");

function actionKey(text: string): string {
  return text.toLowerCase().replace(/[^a-z]/g, "");
}

export const callToAction = (value: CanonicalValue | undefined) =>
  typeof value === "string" ? (CALLS_TO_ACTION.get(actionKey(value)) ?? "Learn More") : null;
