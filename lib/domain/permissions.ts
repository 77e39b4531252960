import type { Role } from "./actor";

/** Who may do what. `docs/roles.md` shows this table; a test compares the two. */
export const PERMISSIONS = {
  "campaigns.read": ["owner", "admin", "editor", "viewer"],
  "campaigns.write": ["owner", "admin", "editor"],
  "sync.read": ["owner", "admin", "editor", "viewer"],
  "sync.plan": ["owner", "admin", "editor"],
  "sync.run": ["owner", "admin", "editor"],
  "conflict.resolve": ["owner", "admin", "editor"],
  "guardrails.approve": ["owner", "admin"],
  "connections.read": ["owner", "admin", "editor", "viewer"],
  "connections.write": ["owner", "admin"],
  "members.write": ["owner", "admin"],
  "keys.write": ["owner", "admin"],
  "audit.read": ["owner", "admin"],
  "simulators.play": ["owner", "admin", "editor"],
} as const satisfies Record<string, readonly Role[]>;

export type Action = keyof typeof PERMISSIONS;

/** What each action means, for people. */
export const ACTION_MEANINGS: Record<Action, string> = {
  "campaigns.read": "See campaign sets, campaigns, ad groups, ads and keywords",
  "campaigns.write": "Create, change and delete them",
  "sync.read": "See the overview, runs, their operations and platform calls",
  "sync.plan": "Make a plan",
  "sync.run": "Push, pull, pause and resume; cancel, retry and undo a run",
  "conflict.resolve": "Settle conflicts, and open them again",
  "guardrails.approve": "Let an operation pass that a guardrail holds",
  "connections.read": "See connections and their quota",
  "connections.write": "Connect, change and disconnect a platform",
  "members.write": "Invite people, change roles, remove people",
  "keys.write": "Make and revoke API keys",
  "audit.read": "See who changed what, with the values before and after",
  "simulators.play": "Act on the simulators as the platform would (demo only)",
};

export const can = (role: Role, action: Action): boolean => (PERMISSIONS[action] as readonly Role[]).includes(role);
