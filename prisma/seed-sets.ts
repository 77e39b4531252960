/** The campaign sets of the demo, as the API would take them. */

const DAY_MS = 86_400_000;
const daysFrom = (now: Date, days: number) =>
  new Date(Math.ceil((now.getTime() + days * DAY_MS) / DAY_MS) * DAY_MS).toISOString();

type Idea = {
  name: string;
  objective: string;
  perDay?: number;
  /** Over the whole run of the campaign. */
  lifetime?: number;
  communities: [string, string];
  headline: string;
  path: string;
  action: string;
  /** A bid of our own for each click, in micros. */
  cpc?: string;
};

const SUMMER: Idea[] = [
  {
    name: "Beach shoes – feed",
    objective: "traffic",
    perDay: 50,
    communities: ["travel", "sports"],
    headline: "Sandals made for long hot days",
    path: "beach-shoes",
    action: "Shop Now",
  },
  {
    name: "Beach shoes – retarget",
    objective: "conversions",
    perDay: 40,
    communities: ["travel", "Fitness"],
    headline: "Still thinking about those sandals?",
    path: "beach-shoes?back=1",
    action: "Shop Now",
  },
  {
    name: "Sun hats – awareness",
    objective: "awareness",
    perDay: 30,
    communities: ["EarthPorn", "travel"],
    headline: "Shade you can pack",
    path: "sun-hats",
    action: "Learn More",
  },
  {
    name: "Festival packs",
    objective: "traffic",
    lifetime: 1_400,
    communities: ["Music", "listentothis"],
    headline: "Everything for three days in a field",
    path: "festival",
    action: "Shop Now",
  },
  {
    name: "Trail running",
    objective: "traffic",
    perDay: 65,
    communities: ["Fitness", "sports"],
    headline: "Grip for wet rock, air for warm feet",
    path: "trail",
    action: "Shop Now",
    cpc: "1200000",
  },
  {
    name: "Kids’ water shoes",
    objective: "traffic",
    perDay: 25,
    communities: ["DIY", "LifeProTips"],
    headline: "Lakes have stones. These have soles.",
    path: "kids",
    action: "Shop Now",
  },
  {
    name: "City cycling",
    objective: "conversions",
    perDay: 45,
    communities: ["technology", "sports"],
    headline: "Ride in, walk around, ride home",
    path: "cycling",
    action: "Get a Quote",
  },
  {
    name: "Newsletter sign-up",
    objective: "traffic",
    perDay: 20,
    communities: ["books", "todayilearned"],
    headline: "One letter a month, nothing else",
    path: "letter",
    action: "Sign Up",
  },
  {
    name: "Summer sale countdown",
    objective: "traffic",
    lifetime: 2_100,
    communities: ["personalfinance", "food"],
    headline: "Ten days, everything with a red tag",
    path: "sale",
    action: "Shop Now",
  },
  {
    name: "Gaming chairs – evenings",
    objective: "traffic",
    perDay: 55,
    communities: ["gaming", "gadgets"],
    headline: "Hot nights, cool back",
    path: "chairs",
    action: "Shop Now",
    cpc: "900000",
  },
  {
    name: "Sock subscriptions",
    objective: "conversions",
    perDay: 35,
    communities: ["funny", "LifeProTips"],
    headline: "Socks that arrive before the hole does",
    path: "socks",
    action: "Subscribe",
  },
  {
    name: "Photo contest",
    objective: "awareness",
    perDay: 15,
    communities: ["pics", "EarthPorn"],
    headline: "Your best summer picture on our wall",
    path: "contest",
    action: "Apply Now",
  },
];

const ALWAYS_ON: Idea[] = [
  {
    name: "Brand – broad",
    objective: "awareness",
    perDay: 40,
    communities: ["AskReddit", "technology"],
    headline: "Shoes that outlast trends",
    path: "brand",
    action: "Learn More",
  },
  {
    name: "Reviews – traffic",
    objective: "traffic",
    perDay: 30,
    communities: ["Fitness", "gadgets"],
    headline: "4,812 reviews, read the worst ones first",
    path: "reviews",
    action: "Read More",
  },
  {
    name: "Repair service",
    objective: "traffic",
    perDay: 18,
    communities: ["DIY", "LifeProTips"],
    headline: "Send us your worn soles",
    path: "repair",
    action: "Contact Us",
  },
];

const OTHER: Idea[] = [
  {
    name: "Coffee beans – spring",
    objective: "traffic",
    perDay: 22,
    communities: ["food", "LifeProTips"],
    headline: "Roasted on Tuesday, yours on Thursday",
    path: "beans",
    action: "Order Now",
  },
];

export const summerLaunch = (connectionId: string, now: Date) => set("Summer launch", SUMMER, connectionId, now);
export const alwaysOn = (connectionId: string, now: Date) => set("Always on", ALWAYS_ON, connectionId, now);
export const otherSet = (connectionId: string, now: Date) => set("Spring roast", OTHER, connectionId, now);

function set(name: string, ideas: Idea[], connectionId: string, now: Date) {
  return {
    name,
    config: { source: "demo" },
    campaigns: ideas.map((idea, index) => campaign(idea, index, connectionId, now)),
  };
}

function campaign(idea: Idea, index: number, connectionId: string, now: Date) {
  const { name, objective, perDay, lifetime, communities, cpc } = idea;
  const amount = (lifetime ?? perDay ?? 10) * 1_000_000;
  return {
    connectionId,
    name,
    objective,
    status: "active",
    budget: { type: lifetime ? "lifetime" : "daily", amountMicros: String(amount), currency: "USD" },
    startAt: daysFrom(now, 1 + (index % 3)),
    endAt: lifetime ? daysFrom(now, 30) : null,
    adGroups: communities.map((community, group) => ({
      name: `${community} readers`,
      status: "active",
      bid: cpc ? { strategy: "manual_cpc", amountMicros: cpc } : { strategy: "automatic" },
      targeting: { communities: [community], locations: group === 0 ? ["US"] : ["US", "CA"] },
      ads: [ad(idea, group, ""), ad(idea, group, " – free returns")],
      keywords: group === 0 ? [{ text: name.split(/[ –]/)[0]?.toLowerCase() ?? "summer", matchType: "phrase" }] : [],
    })),
  };
}

function ad({ headline, path, action }: Idea, group: number, ending: string) {
  return {
    headlines: [`${headline}${ending}`],
    descriptions: ["Made to be repaired. Shipped within two days."],
    finalUrl: `https://shop.example.com/${path}${path.includes("?") ? "&" : "?"}group=${group + 1}`,
    displayUrl: "https://shop.example.com",
    callToAction: action,
    imageUrl: `https://cdn.example.com/${path.replace(/\W.*/, "")}.jpg`,
    status: "active",
  };
}
