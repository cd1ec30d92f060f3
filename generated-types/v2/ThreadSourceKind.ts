// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A kind of origin, for filters. */
export type ThreadSourceKind = "cli" | "vscode" | "exec" | "appServer" | "subAgent" | "subAgentReview" | "subAgentCompact" | "subAgentThreadSpawn" | "subAgentOther" | "unknown";
