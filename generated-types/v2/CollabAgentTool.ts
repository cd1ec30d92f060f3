// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What the model did with its agents. */
export type CollabAgentTool = "spawnAgent" | "sendInput" | "resumeAgent" | "wait" | "closeAgent" | "sendMessage" | "followupTask" | "interruptAgent" | "listAgents";
