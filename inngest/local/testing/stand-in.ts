import type { AppRequest, AppResponse, CallApp } from "../call";
import { isJsonObject, type Json, type JsonObject, readJson } from "../canonical-json";

/** One call as the stand-in sees it. */
export interface SeenCall {
  readonly fn: string;
  readonly stepId: string;
  readonly event: JsonObject;
  readonly steps: JsonObject;
  readonly ctx: JsonObject;
}

type Handler = (call: SeenCall) => Promise<AppResponse> | AppResponse;

/** An application in a few lines, behind the same seam as HTTP: its functions answer in the SDK's words. */
export function standInApp(functions: Record<string, { options?: JsonObject; handler: Handler }>): CallApp {
  const registered = Object.entries(functions).map(([id, { options }]) => ({
    id: `app-${id}`,
    name: id,
    triggers: [{ event: id }],
    steps: {
      step: {
        id: "step",
        name: "step",
        runtime: { type: "http", url: `http://localhost/api/inngest?fnId=app-${id}&stepId=step` },
      },
    },
    ...options,
  }));
  return async (request) => {
    if (request.method === "PUT") return answer(200, { app_id: "app", sdk: "js:v4.24.0", functions: registered });
    const call = readCall(request);
    const handler = functions[call.fn.replace(/^app-/, "")]?.handler;
    return handler ? handler(call) : answer(500, { type: "internal", message: "no such function" });
  };
}

export function answer(status: number, body: Json, headers: Record<string, string> = {}): AppResponse {
  return { status, headers: { "x-inngest-sdk": "inngest-js:v4", ...headers }, body: JSON.stringify(body) };
}

/** A 206 with one result for the step of this hash. */
export function ran(hash: string, data: Json): AppResponse {
  return answer(206, [{ op: "StepRun", id: hash, data }]);
}

function readCall(request: AppRequest): SeenCall {
  const query = new URL(request.path, "http://localhost").searchParams;
  const body = readJson(request.body);
  const part = (name: string): JsonObject => {
    const value = isJsonObject(body) ? body[name] : undefined;
    return isJsonObject(value) ? value : {};
  };
  return {
    fn: query.get("fnId") ?? "",
    stepId: query.get("stepId") ?? "",
    event: part("event"),
    steps: part("steps"),
    ctx: part("ctx"),
  };
}
