const FIELD_WORDS: Record<string, string> = {
  name: "name",
  objective: "objective",
  status: "status",
  budgetType: "budget type",
  budgetAmountMicros: "budget",
  budgetOn: "budget kept on",
  startAt: "start",
  endAt: "end",
  bidStrategy: "bid strategy",
  bidAmountMicros: "bid",
  "targeting.communities": "communities",
  "targeting.interests": "interests",
  "targeting.locations": "locations",
  "targeting.devices": "devices",
  headlines: "headline",
  descriptions: "text",
  finalUrl: "address",
  displayUrl: "shown address",
  callToAction: "call to action",
  imageUrl: "image",
  text: "keyword",
  matchType: "match type",
  negative: "negative",
  bidMicros: "bid",
};

/** What people call a field. */
export const fieldWord = (field: string) => FIELD_WORDS[field] ?? field;
