// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The place of an agent below the one that started it. */
export type AgentPath = string;
