// Generated from protocol/ by `npm run emit`: edit that, not this.
/** When the model may start other agents. */
export type MultiAgentMode = ("explicitRequestOnly" | "proactive") | {
  custom: string;
};
