import "server-only";
import { AppError } from "../errors";
import { addCors, preflight } from "./cors";
import { forAnyone, type RouteHandler } from "./handler";
import { problemResponse, toProblem } from "./problem";
import { routes } from "./route-table";

/** Left to itself, Next answers a wrong method with nothing at all and an unknown address with a page. */

/** Answers a method that an address of the table does not know, naming those it does. */
export const refuseMethod: RouteHandler = forAnyone(async ({ request }) => {
  const { method } = request;
  const { pathname } = new URL(request.url);
  const allowed = allowedMethods(pathname);
  const error = new AppError("method_not_allowed", `${pathname} does not know ${method}. It knows ${allowed}.`);
  const response = problemResponse(toProblem(error, { method, path: pathname }));
  response.headers.set("allow", allowed);
  return response;
});

/** What a route file exports beside its own: `export const { PUT, OPTIONS } = otherMethods`. HEAD comes with GET. */
export const otherMethods = {
  GET: refuseMethod,
  POST: refuseMethod,
  PUT: refuseMethod,
  PATCH: refuseMethod,
  DELETE: refuseMethod,
  OPTIONS: preflight,
};

/** Takes no parts of an address: whatever they are, there is nothing. */
async function refuseAddress(request: Request): Promise<Response> {
  const error = new AppError("not_found", "There is nothing here.");
  const { pathname } = new URL(request.url);
  return addCors(request, problemResponse(toProblem(error, { method: request.method, path: pathname })));
}

/** The same for every address that no other file answers. */
export const unknownAddress = {
  GET: refuseAddress,
  POST: refuseAddress,
  PUT: refuseAddress,
  PATCH: refuseAddress,
  DELETE: refuseAddress,
  OPTIONS: preflight,
};

const addresses = Object.keys(routes).map((key) => {
  const [method = "", path = ""] = key.split(" ");
  const parts = path.split(/\{\w+\}/);
  return {
    method,
    pattern: new RegExp(`^${parts.map((part) => part.replaceAll(".", "\\.")).join("[^/]+")}$`),
    parameters: parts.length - 1,
  };
});

function allowedMethods(pathname: string): string {
  const matching = addresses.filter(({ pattern }) => pattern.test(pathname));
  // `…/bulk-sync` could be an id as well: as in Next, what is named outright goes first.
  const fewest = Math.min(...matching.map(({ parameters }) => parameters));
  const known = matching.filter(({ parameters }) => parameters === fewest).map(({ method }) => method);
  return [...known, ...(known.includes("GET") ? ["HEAD"] : []), "OPTIONS"].sort().join(", ");
}
