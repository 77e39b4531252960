import type { Clock } from "../clock";
import { type CallRecord, statusCode } from "./request-json";

/**
 * A fetch for token endpoints, whose calls are recorded like all others. What goes over such a line is nothing but
 * secrets, so of each call only what was asked, when, and how it ended is kept.
 */
export function createRecordedFetch({
  fetch,
  clock,
  requestIdHeader,
  recordCall,
}: {
  fetch: typeof globalThis.fetch;
  clock: Clock;
  requestIdHeader: string;
  recordCall(call: CallRecord): void;
}): typeof globalThis.fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const at = clock.now();
    const call: CallRecord = {
      method: request.method,
      path: new URL(request.url).pathname,
      status: null,
      ms: 0,
      errorCode: null,
      platformRequestId: null,
      requestBody: null,
      responseBody: null,
      at,
    };
    try {
      const response = await fetch(input, init);
      call.status = response.status;
      call.platformRequestId = response.headers.get(requestIdHeader);
      if (response.status >= 400) call.errorCode = statusCode(response.status, "read");
      return response;
    } catch (error) {
      call.errorCode = "unavailable";
      throw error;
    } finally {
      call.ms = clock.now().getTime() - at.getTime();
      recordCall(call);
    }
  };
}
