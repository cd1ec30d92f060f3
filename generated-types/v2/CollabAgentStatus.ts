// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What an agent is doing. */
export type CollabAgentStatus = "pendingInit" | "running" | "interrupted" | "completed" | "errored" | "shutdown" | "notFound";
