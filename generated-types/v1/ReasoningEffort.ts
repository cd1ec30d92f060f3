// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How much the model reasons before it answers: `minimal`, `low`, `medium`, `high`, or another word that the model knows (`none`, `xhigh`, …). */
export type ReasoningEffort = string;
