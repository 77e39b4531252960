import { expect, it } from "vitest";
import { runEvent } from "./send-run";

const run = {
  id: "run",
  campaignSetId: null,
  connectionId: null,
  requestedById: "me",
  trigger: "person",
  sendCount: 2,
};

it.each([
  ["a set's own run", { campaignSetId: "set", openKey: "set" }, "sync/requested", { campaignSetId: "set" }],
  ["a run whose key nobody named", { campaignSetId: "set" }, "sync/requested", { campaignSetId: "set" }],
  [
    "a small run beside the set's own",
    { campaignSetId: "set", openKey: "other" },
    "pause/requested",
    { campaignSetId: "set" },
  ],
  ["a pull", { connectionId: "connection", openKey: "connection" }, "pull/requested", { connectionId: "connection" }],
])("%s starts the function that carries it out, once for each time it is sent", (_name, given, name, subject) => {
  const event = runEvent({ ...run, ...given });
  expect(event).toMatchObject({
    name,
    id: "run:2",
    data: { syncRunId: "run", userId: "me", trigger: "person", ...subject },
  });
});

it("a run that works on nothing is a mistake of ours", () => {
  expect(() => runEvent(run)).toThrow("works on nothing");
});
