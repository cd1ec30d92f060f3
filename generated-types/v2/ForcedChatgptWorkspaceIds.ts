// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The workspaces that may be used. */
export type ForcedChatgptWorkspaceIds = string | string[];
