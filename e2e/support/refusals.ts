import type { Route } from "@playwright/test";

/** Answers a read as the API does when it cannot: for what our own server cannot be made to do on request. */
export const refuse = (route: Route) =>
  route.fulfill({
    status: 503,
    contentType: "application/problem+json",
    json: {
      type: "about:blank",
      title: "Unavailable",
      status: 503,
      code: "unavailable",
      detail: "The database is being moved. Try again in a minute.",
      errors: [],
    },
  });
