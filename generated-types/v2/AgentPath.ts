// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The path of an agent, which begins with the agent that started it. */
export type AgentPath = string;
