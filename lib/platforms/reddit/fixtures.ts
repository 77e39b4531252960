import { createHash } from "node:crypto";

/**
 * The world the Reddit simulator starts with: a developer app, demo people with their businesses, and small targeting catalogues.
 * Constants and pure functions only, so seeds and tests may import it freely.
 */

/** The registered developer app of the demo. Redirects may go to any loopback port under this path, a convenience of the simulator. */
export const DEMO_APP = {
  clientId: "lockstep-demo-app",
  clientSecret: "lockstep-demo-secret",
  redirectPath: "/api/connections/reddit/callback",
} as const;

/** A second app, so that "this token belongs to another app" can be seen. */
export const DEMO_OTHER_APP = { clientId: "someone-elses-app", clientSecret: "someone-elses-secret" } as const;

/** `platform:app-id:version (by /u/username)`, the form Reddit asks for; generic agents are throttled. */
export const DEMO_USER_AGENT = "node:lockstep:0.1.0 (by /u/lockstep)";

export const DEMO_SCOPES = ["adsread", "adsedit"] as const;

export type DemoAccount = {
  number: number;
  /** Never expires; exchanging it for an access token brings the account into being when it is not there yet. */
  refreshToken: string;
  memberId: string;
  username: string;
  businessId: string;
  businessName: string;
  adAccountId: string;
  adAccountName: string;
  /** A second ad account of the same business. */
  secondAdAccountId: string;
  profileId: string;
  pixelId: string;
  secondPixelId: string;
  /** A credit line that can serve. */
  fundingId: string;
  /** A declined card. */
  unservableFundingId: string;
  currency: "USD";
};

/**
 * The person, business and ad accounts behind `demo-refresh-<number>`: 1 is "Demo", 2 is "Other", any other number makes one more
 * for a test. No Reddit account works like this: here a refresh token of that form is valid from the first time it is used.
 */
export function demoAccount(number: number): DemoAccount {
  const tag = number === 1 ? "demo" : number === 2 ? "other" : `n${number}`;
  const name = number === 1 ? "Demo" : number === 2 ? "Other" : `Demo ${number}`;
  return {
    number,
    refreshToken: `demo-refresh-${number}`,
    memberId: `t2_member${tag}`,
    username: `lockstep_${tag}`,
    businessId: uuidFrom(`business ${number}`),
    businessName: `${name} business`,
    adAccountId: `a2_lockstep${tag}`,
    adAccountName: `${name} ads`,
    secondAdAccountId: `a2_lockstep${tag}2nd`,
    profileId: `t2_profile${tag}`,
    pixelId: `a2_lockstep${tag}`,
    secondPixelId: `a2_lockstep${tag}2nd`,
    fundingId: String(604_212 + (number - 1) * 10),
    unservableFundingId: String(604_213 + (number - 1) * 10),
    currency: "USD",
  };
}

/** The number in a demo refresh token, or null when it is not one. */
export function demoNumberOf(refreshToken: string): number | null {
  const match = /^demo-refresh-([1-9]\d{0,6})$/.exec(refreshToken);
  return match ? Number(match[1]) : null;
}

function uuidFrom(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Communities that can be targeted, by name; any other name is refused. */
export const DEMO_COMMUNITIES = [
  "announcements",
  "AskReddit",
  "funny",
  "gaming",
  "aww",
  "worldnews",
  "todayilearned",
  "Music",
  "movies",
  "science",
  "Showerthoughts",
  "pics",
  "memes",
  "askscience",
  "Jokes",
  "news",
  "explainlikeimfive",
  "books",
  "food",
  "LifeProTips",
  "EarthPorn",
  "DIY",
  "gadgets",
  "Documentaries",
  "GetMotivated",
  "photoshopbattles",
  "listentothis",
  "history",
  "space",
  "sports",
  "television",
  "nosleep",
  "personalfinance",
  "Fitness",
  "technology",
  "travel",
  "art",
  "philosophy",
  "creepy",
  "Futurology",
  "programming",
  "webdev",
  "javascript",
  "typescript",
  "reactjs",
  "node",
  "golang",
  "rust",
  "python",
  "learnprogramming",
  "devops",
  "selfhosted",
  "homelab",
  "linux",
  "opensource",
  "startups",
  "Entrepreneur",
  "smallbusiness",
  "marketing",
  "SEO",
  "advertising",
  "socialmedia",
  "ecommerce",
  "SaaS",
  "productivity",
  "dataisbeautiful",
  "MachineLearning",
  "datascience",
  "artificial",
  "cscareerquestions",
  "investing",
  "stocks",
  "CryptoCurrency",
  "ethereum",
  "cardano",
  "NFT",
  "Bitcoin",
  "cardanonfts",
  "labrats",
  "biology",
  "running",
  "bicycling",
  "hiking",
  "camping",
  "CampingGear",
  "Ultralight",
  "skiing",
  "surfing",
  "yoga",
  "bodyweightfitness",
  "Coffee",
  "tea",
  "cooking",
  "recipes",
  "MealPrepSunday",
  "veganrecipes",
  "Baking",
  "wine",
  "beer",
  "cocktails",
  "malefashionadvice",
  "femalefashionadvice",
  "streetwear",
  "sneakers",
  "SkincareAddiction",
  "MakeupAddiction",
  "HomeImprovement",
  "gardening",
  "houseplants",
  "InteriorDesign",
  "cars",
  "motorcycles",
  "electricvehicles",
  "teslamotors",
  "photography",
  "videography",
  "WeAreTheMusicMakers",
  "Guitar",
  "boardgames",
  "DnD",
  "pcgaming",
  "buildapc",
  "NintendoSwitch",
  "PS5",
  "xbox",
  "Steam",
  "IndieGaming",
  "gamedev",
  "anime",
  "manga",
  "parenting",
  "dogs",
  "cats",
  "Pets",
  "college",
  "GradSchool",
  "teachers",
  "languagelearning",
  "digitalnomad",
  "remotework",
] as const;

/** Interests that can be targeted. */
export const DEMO_INTERESTS = [
  { id: "1001", name: "Gaming", category: "Entertainment" },
  { id: "1002", name: "Movies & TV", category: "Entertainment" },
  { id: "1003", name: "Music", category: "Entertainment" },
  { id: "1101", name: "Consumer electronics", category: "Technology" },
  { id: "1102", name: "Programming", category: "Technology" },
  { id: "1103", name: "Artificial intelligence", category: "Technology" },
  { id: "1104", name: "Crypto & blockchain", category: "Technology" },
  { id: "1201", name: "Entrepreneurship", category: "Business & finance" },
  { id: "1202", name: "Personal finance", category: "Business & finance" },
  { id: "1203", name: "Marketing", category: "Business & finance" },
  { id: "1301", name: "Fitness", category: "Sports & outdoors" },
  { id: "1302", name: "Hiking & camping", category: "Sports & outdoors" },
  { id: "1303", name: "Running & cycling", category: "Sports & outdoors" },
  { id: "1401", name: "Cooking", category: "Food & drink" },
  { id: "1402", name: "Coffee & tea", category: "Food & drink" },
  { id: "1501", name: "Beauty", category: "Style" },
  { id: "1502", name: "Fashion", category: "Style" },
  { id: "1601", name: "Home & garden", category: "Family & home" },
  { id: "1602", name: "Parenting", category: "Family & home" },
  { id: "1603", name: "Pets", category: "Family & home" },
  { id: "1701", name: "Travel", category: "Travel" },
  { id: "1801", name: "Science", category: "Education" },
  { id: "1802", name: "Books", category: "Education" },
] as const;

const COUNTRIES =
  "US CA GB IE AU NZ DE AT CH FR BE NL LU ES PT IT SE NO DK FI IS PL CZ SK HU RO BG GR HR SI EE LV LT UA TR IL AE SA EG ZA NG KE IN PK BD SG MY TH VN PH ID JP KR TW HK BR MX AR CL CO PE".split(
    " ",
  );
const US_STATES =
  "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY".split(
    " ",
  );
const CITIES = [
  { id: "CA:6167865", name: "Toronto", country: "CA" },
  { id: "US:5128581", name: "New York City", country: "US" },
  { id: "US:5391959", name: "San Francisco", country: "US" },
  { id: "GB:2643743", name: "London", country: "GB" },
  { id: "DE:2950159", name: "Berlin", country: "DE" },
  { id: "FR:2988507", name: "Paris", country: "FR" },
] as const;

export type DemoGeolocation = {
  id: string;
  name: string;
  country: string;
  region?: string;
  city?: string;
  postal_code?: string;
};

/** Places that can be targeted: countries, US states, a few cities and one postal code. */
export const DEMO_GEOLOCATIONS: readonly DemoGeolocation[] = [
  ...COUNTRIES.map((code) => ({ id: code, name: code, country: code })),
  ...US_STATES.map((state) => ({ id: `US-${state}`, name: state, country: "US", region: state })),
  ...CITIES.map(({ id, name, country }) => ({ id, name, country, city: name })),
  { id: "US:94103", name: "94103", country: "US", region: "CA", postal_code: "94103" },
];
