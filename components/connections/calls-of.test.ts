import { expect, it } from "vitest";
import { callsOf, isSignedIn } from "./calls-of";

const closed = { state: "closed", until: null } as const;

it("says that no calls are made where nobody is signed in, whatever became of the last ones", () => {
  expect(callsOf({ status: "disconnected", breaker: closed })).toEqual({ value: "None", note: "disconnected" });
  expect(callsOf({ status: "reauthorize", breaker: { state: "open", until: null } }).value).toBe("None");
  expect(isSignedIn({ status: "disconnected" })).toBe(false);
});

it("says how calls fare while they are made", () => {
  expect(callsOf({ status: "active", breaker: closed })).toEqual({ value: "Go through", note: "no trouble lately" });
  expect(callsOf({ status: "active", breaker: { state: "open", until: null } }).value).toBe("Stopped");
});
