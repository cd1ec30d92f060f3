// Generated from protocol/ by `npm run emit`: edit that, not this.
/** When the model may start agents of its own. */
export type MultiAgentMode = ("explicitRequestOnly" | "proactive") | {
  custom: string;
};
